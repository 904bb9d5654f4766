// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import BenchmarkReport
import Foundation

/// How soon a daemon takes mail after its start.
struct StartSection {
  private static let sessions = 50

  private let site: BenchmarkSite
  private let mails: Int

  /// With a spool of 2,000 mails, or of the 10,000 that the goal is about, which take minutes.
  init(_ site: BenchmarkSite, isProof: Bool) {
    self.site = site
    mails = isProof ? 10_000 : 2000
  }

  func run(into report: inout Report) throws {
    report.begin("From the start of the process to READY=1, median of 5")
    let camp = try site.gateway("start")
    // It never answers, so that all mail stays.
    let absent = try site.gateway("absent")
    try site.introduce(camp, absent)
    report.row("empty spool", try readySeconds(camp), .atMost(0.3), .seconds)
    try fill(camp, for: absent)
    report.row("\(mails) mails", try readySeconds(camp), .atMost(2), .seconds)
  }

  private func readySeconds(_ gateway: BenchmarkGateway) throws -> Double {
    let times = try (0..<5).map { _ in
      let (process, seconds) = try site.start(gateway)
      site.stop(process)
      return seconds
    }
    return Sample(times).percentile(0.5)
  }

  private func fill(_ gateway: BenchmarkGateway, for peer: BenchmarkGateway) throws {
    let (process, _) = try site.start(gateway)
    defer { site.stop(process) }
    var sessions = try DoorSessions(Self.sessions, at: gateway, to: peer)
    for _ in 0..<mails / Self.sessions {
      _ = try sessions.handOver { "This is mail \($0)." }
    }
  }
}
