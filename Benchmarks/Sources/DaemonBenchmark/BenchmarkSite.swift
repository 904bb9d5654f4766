// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation

/// A folder with a simulated air and gateways on it; all of it ends with ``close()``.
final class BenchmarkSite {
  let folder: String
  private let program: String
  private var running: [Process] = []
  private var nextPort: UInt16

  /// Makes the folder and starts the air.
  init(program: String) throws {
    self.program = program
    folder = FileManager.default.temporaryDirectory.path + "/loragw-bench-\(getpid())"
    nextPort = 20_000 + UInt16(getpid() % 20_000)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = try start(["ether", "--socket", ether, "--loss", "0"])
    let end = Stopwatch.now + 10
    while !FileManager.default.fileExists(atPath: ether) {
      guard Stopwatch.now < end else { throw DaemonBenchmarkError.tooLate("the simulated air") }
      usleep(10_000)
    }
  }

  /// Ends all processes and removes the folder.
  func close() {
    for process in running where process.isRunning { process.terminate() }
    for process in running { process.waitUntilExit() }
    // What is left of it does no harm.
    try? FileManager.default.removeItem(atPath: folder)
  }

  private var ether: String { folder + "/ether.sock" }

  private func freePort() -> UInt16 {
    defer { nextPort += 1 }
    return nextPort
  }

  /// Writes the configuration of a gateway with every door, and a status page.
  func gateway(_ name: String) throws -> BenchmarkGateway {
    let home = "\(folder)/\(name)"
    for part in ["state", "mails", "drop"] {
      try FileManager.default.createDirectory(
        atPath: "\(home)/\(part)", withIntermediateDirectories: true)
    }
    let gateway = BenchmarkGateway(
      name: name, home: home, lmtpPort: freePort(), smtpPort: freePort(), pagePort: freePort())
    try gateway.configuration(ether: ether).write(
      toFile: gateway.configurationFile, atomically: true, encoding: .utf8)
    return gateway
  }

  /// Makes each the other's peer.
  func introduce(_ one: BenchmarkGateway, _ other: BenchmarkGateway) throws {
    for (near, far) in [(one, other), (other, one)] {
      let line = try output(["peer", "invite", "--config", far.configurationFile])
      _ = try output(["peer", "accept", line, "--config", near.configurationFile])
    }
  }

  /// Starts a gateway; returns it and the seconds until it was ready.
  func start(_ gateway: BenchmarkGateway) throws -> (process: Process, readySeconds: Double) {
    let manager = try ServiceSocket(path: gateway.home + "/notify.sock")
    let start = Stopwatch.now
    let process = try self.start(
      ["run", "--config", gateway.configurationFile], ["NOTIFY_SOCKET": manager.path])
    try manager.waitUntilReady()
    return (process, Stopwatch.now - start)
  }

  /// Ends a gateway as a service manager does.
  func stop(_ process: Process) {
    guard process.isRunning else { return }
    process.terminate()
    process.waitUntilExit()
  }

  private func start(_ words: [String], _ more: [String: String] = [:]) throws -> Process {
    let process = Process()
    // Ends with this program, also when that is killed (setpriv(1), of util-linux).
    process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
    process.arguments = ["--pdeathsig", "TERM", program] + words
    process.environment = ProcessInfo.processInfo.environment.merging(more) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    running.append(process)
    return process
  }

  /// What a command prints first.
  private func output(_ words: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = words
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    guard process.terminationStatus == 0, let first = lines.first else {
      throw DaemonBenchmarkError.commandFailed("loragw \(words.prefix(2).joined(separator: " "))")
    }
    return String(first)
  }
}

/// A gateway's place and ports.
struct BenchmarkGateway {
  var name: String
  var home: String
  var lmtpPort: UInt16
  var smtpPort: UInt16
  var pagePort: UInt16

  var configurationFile: String { home + "/loragw.toml" }
  var domain: String { name + ".example" }

  /// The 10 % band, a simulated radio, both doors, the drop folder and the status page.
  func configuration(ether: String) -> String {
    """
    [gateway]
    name = "\(name)"
    state_directory = "\(home)/state"
    local_domains = ["\(domain)"]

    [radio]
    driver = "simulated"
    ether = "\(ether)"

    [radio.channel]
    region = "EU868"
    frequency_mhz = 869.525
    bandwidth_khz = 125.0
    spreading_factor = 7
    coding_rate = "4/5"
    power_dbm = 14
    antenna_gain_dbi = 2.15

    [mail.in]
    lmtp = ["127.0.0.1:\(lmtpPort)"]
    smtp = ["127.0.0.1:\(smtpPort)"]
    drop = "\(home)/drop"

    [mail.out]
    deliver = "maildir:\(home)/mails"

    [status]
    listen = "127.0.0.1:\(pagePort)"

    """
  }
}
