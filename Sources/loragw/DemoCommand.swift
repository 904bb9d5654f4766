// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Foundation
import Gateway
import LoRaPHY
import MailRelay

/// `loragw demo`: real mail between two gateways on simulated air.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Sends real mails between two gateways on simulated air, in one process.",
    discussion: """
      Hands mails to gateway A over LMTP as a mail server would and waits until gateway B has put
      them into its Maildir. Exits with 0 only when every mail arrived identical, once.

      Examples:
        loragw demo
        loragw demo --loss 0.3 --sf 9 --speed 100 --mail message.eml
        loragw demo --keep
      """)

  @Option(help: "The part of all frames that is lost, 0 to 0.9.")
  var loss = 0.1

  @Option(name: .customLong("sf"), help: "The spreading factor, 7 to 12.")
  var spreadingFactor = 7

  @Option(help: "How much faster than real the air is.")
  var speed = 10.0

  @Option(help: "The seed of the losses.")
  var seed: UInt64 = 1

  @Option(
    name: .customLong("mail"), parsing: .upToNextOption,
    help: ArgumentHelp("Mails to send instead of the built-in ones.", valueName: "file"),
    completion: .file(extensions: ["eml"]))
  var files: [String] = []

  @Flag(help: "Leave both gateways running, and say how to point a mail server at them.")
  var keep = false

  func validate() throws {
    guard (0...0.9).contains(loss) else { throw ValidationError("--loss is a part, 0 to 0.9") }
    guard (7...12).contains(spreadingFactor) else { throw ValidationError("--sf is 7 to 12") }
    guard speed > 0, speed <= 1000 else { throw ValidationError("--speed is up to 1000") }
  }

  func run() async throws {
    let mails = try demoMails()
    let folder = FileManager.default.temporaryDirectory.path + "/loragw-demo-\(getpid())"
    let world = try makeWorld(folder)
    let doors = try await world.open()
    let running = Task { try await world.run() }
    defer {
      running.cancel()
      // The folder is the demo's own; what is left of it does no harm.
      if !keep { try? FileManager.default.removeItem(atPath: folder) }
    }
    let course = DemoCourse(
      world: world, door: doors.near, mails: mails, channel: channel, loss: loss, speed: speed)
    let outcome = try await course.run()
    StandardOutput.write(outcome.summary + "\n")
    if keep {
      StandardOutput.write(Self.directions(world, doors, folder: folder) + "\n")
      try await running.value
    }
    running.cancel()
    _ = await running.result
    guard outcome.isPerfect else { throw CommandFailure(description: outcome.verdict) }
  }

  private func demoMails() throws -> [DemoMail] {
    guard !files.isEmpty else { return try DemoMail.builtIn() }
    return try files.map { path in
      let name = URL(fileURLWithPath: path).lastPathComponent
      return try DemoMail(name: name, file: try InputFile.read(path))
    }
  }

  private func makeWorld(_ folder: String) throws -> DemoWorld {
    try DemoWorld(
      DemoWorld.Settings(
        folder: folder, channel: channel, loss: loss, seed: seed, speed: speed))
  }

  /// EU868, the 10 % band, 125 kHz.
  private var channel: RadioChannel {
    RadioChannel(
      frequency: Frequency(hertz: 869_525_000),
      modulation: Modulation(
        spreadingFactor: SpreadingFactor(rawValue: spreadingFactor) ?? .sf7,
        bandwidth: .kHz125, codingRate: .fourFifths))
  }

  private static func directions(
    _ world: DemoWorld, _ doors: (near: ListenAddress, far: ListenAddress), folder: String
  ) -> String {
    let (near, far) = (DemoMail.nearDomain, DemoMail.farDomain)
    return """

      Both gateways go on; end them with Ctrl-C. Everything is kept in \(folder).
      To send mail for \(far) through gateway A, give Postfix a transport:

        postconf -e 'transport_maps = inline:{ \(far)=lmtp:inet:\(doors.near) }'

      and the other way, for \(near) through gateway B:

        postconf -e 'transport_maps = inline:{ \(near)=lmtp:inet:\(doors.far) }'

      Mail that crossed is put into
        \(world.farMaildir)
        \(world.nearMaildir)
      """
  }
}
