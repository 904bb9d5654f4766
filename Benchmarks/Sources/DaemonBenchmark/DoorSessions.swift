// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport
import Foundation

/// Many LMTP sessions at a gateway's door.
struct DoorSessions {
  private let sessions: [Connection]
  private let sender: String
  private let recipient: String
  private var sent = 0

  /// Opens so many sessions for mail from one gateway's domain to the other's.
  init(_ count: Int, at gateway: BenchmarkGateway, to peer: BenchmarkGateway) throws {
    sender = "alice@\(gateway.domain)"
    recipient = "bert@\(peer.domain)"
    sessions = try (0..<count).map { _ in
      let session = try Connection(port: gateway.lmtpPort)
      try session.expect("220")
      try session.command("LHLO bench.example", "250")
      return session
    }
  }

  /// Each session hands a mail over, all at the same time; the seconds from the last byte of each
  /// to its 250.
  mutating func handOver(_ body: (Int) -> String) throws -> [Double] {
    for session in sessions {
      try session.write("MAIL FROM:<\(sender)>\r\nRCPT TO:<\(recipient)>\r\nDATA\r\n")
    }
    for session in sessions {
      for code in ["250", "250", "354"] { try session.expect(code) }
    }
    var ended: [Double] = []
    for session in sessions {
      sent += 1
      try session.write(mail(sent, body(sent)))
      ended.append(Stopwatch.now)
    }
    var times: [Double] = []
    var waiting = Array(sessions.indices)
    while !waiting.isEmpty {
      for place in try Readiness.wait(for: waiting.map { sessions[$0] }).reversed() {
        let index = waiting[place]
        guard try sessions[index].fill() else {
          throw DaemonBenchmarkError.badAnswer("end instead of 250")
        }
        guard let reply = sessions[index].takeReply() else { continue }
        guard reply.hasPrefix("250") else { throw DaemonBenchmarkError.badAnswer(reply) }
        times.append(Stopwatch.now - ended[index])
        waiting.remove(at: place)
      }
    }
    return times
  }

  private func mail(_ number: Int, _ body: String) -> String {
    """
    From: <\(sender)>\r
    To: <\(recipient)>\r
    Date: Sat, 07 Feb 2026 10:00:00 +0000\r
    Message-ID: <\(number).\(getpid())@bench.example>\r
    Subject: mail \(number)\r
    \r
    \(body)\r
    .\r

    """
  }

  /// Lines that no codec makes small.
  static func noise(bytes: Int) -> String {
    let lines = (0..<bytes / 77).map { _ in
      Data((0..<57).map { _ in UInt8.random(in: 0...255) }).base64EncodedString()
    }
    return lines.joined(separator: "\r\n")
  }
}

/// What a disk takes for a page that must be on it.
enum DiskTime {
  /// The median seconds of a write of 4096 bytes and its fsync in a folder.
  static func fsync(in folder: String) throws -> Double {
    let descriptor = open(folder + "/fsync", O_CREAT | O_RDWR, 0o600)
    guard descriptor >= 0 else { throw DaemonBenchmarkError.systemCall(folder) }
    defer { close(descriptor) }
    let page = [UInt8](repeating: 1, count: 4096)
    let times = (0..<100).map { _ in
      let start = Stopwatch.now
      _ = write(descriptor, page, page.count)
      _ = Glibc.fsync(descriptor)
      return Stopwatch.now - start
    }
    return Sample(times).percentile(0.5)
  }
}
