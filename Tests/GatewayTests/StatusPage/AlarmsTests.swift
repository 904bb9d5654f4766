// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import SourceTree
import Testing

/// What needs a person, derived from a gateway's status.
@Suite struct AlarmsTests {
  private static let now: Int64 = 1_770_000_000

  private static func alarms(
    _ change: (inout GatewayStatus) -> Void = { _ in }, queue: [QueueEntry] = [],
    disk: SpoolDisk? = SpoolDisk(freeBytes: 9 << 30, sizeBytes: 10 << 30, spoolBytes: 0),
    unixSeconds: Int64 = now
  ) throws -> [Alarm] {
    var status = try GatewayOverview.sample().status
    status.peers[0].waiting.mails = 0
    change(&status)
    return Alarms(status: status, queue: queue, disk: disk, unixSeconds: unixSeconds).all
  }

  private static func mail(_ change: (inout QueueEntry) -> Void = { _ in }) throws -> QueueEntry {
    var mail = try #require(try GatewayOverview.sample().queue.first)
    mail.arrivedAtUnix = now
    change(&mail)
    return mail
  }

  @Test func `a gateway in order has none`() throws {
    #expect(try Self.alarms().isEmpty)
    #expect(try Self.alarms(queue: [Self.mail()]).isEmpty)
    #expect(try Self.alarms(disk: nil).isEmpty)
  }

  @Test func `each trouble has its kind, and each tells a remedy`() throws {
    let cases: [(Alarm.Kind, GatewayEvent.Severity, [Alarm])] = [
      (.radioFault, .critical, try Self.alarms({ $0.radioFault = "no answer" })),
      (.receiveOnly, .warning, try Self.alarms({ $0.receiveOnly = "receive-only: no call sign" })),
      (
        .diskNearlyFull, .warning,
        try Self.alarms(disk: SpoolDisk(freeBytes: 1 << 28, sizeBytes: 10 << 30, spoolBytes: 0))
      ),
      (
        .diskNearlyFull, .critical,
        try Self.alarms(disk: SpoolDisk(freeBytes: 1 << 20, sizeBytes: 10 << 30, spoolBytes: 0))
      ),
      (.clock, .warning, try Self.alarms(unixSeconds: 86_400)),
      (
        .clock, .warning,
        try Self.alarms(queue: [Self.mail { $0.arrivedAtUnix = Self.now + 90_000 }])
      ),
      (.peerSilent, .warning, try Self.alarms({ $0.peers[0].heardSecondsAgo = 30_000 })),
      (
        .versionRefused, .critical,
        try Self.alarms({
          $0.peers[0].refusedProtocolVersion = 1
          $0.peers[0].heardSecondsAgo = 30_000
        })
      ),
      (
        .airtimeSpent, .warning,
        try Self.alarms(
          {
            $0.bands[0].airtimeLimitUs = 360_000_000
            $0.bands[0].airtimeLeftForMailUs = 100_000
          }, queue: [Self.mail()])
      ),
      (
        .queueOld, .warning,
        try Self.alarms(queue: [Self.mail { $0.arrivedAtUnix = Self.now - 90_000 }])
      ),
      (.mailStuck, .warning, try Self.alarms(queue: [Self.mail { $0.state = "unreadable" }])),
    ]
    for (kind, severity, alarms) in cases {
      #expect(alarms.map(\.kind) == [kind])
      #expect(alarms.map(\.severity) == [severity], "\(kind)")
      #expect(alarms.allSatisfy { !$0.text.isEmpty && !$0.remedy.isEmpty })
    }
    #expect(Set(cases.map(\.0)) == Set(Alarm.Kind.allCases))
  }

  @Test func `operators find each alarm in their manual, and no other`() throws {
    let chapter = try #require(
      try SourceTree.text("docs/operating.md").components(separatedBy: "## Alarms").last?
        .components(separatedBy: "\n## ").first)
    let told = chapter.split(separator: "\n").compactMap { line in
      line.hasPrefix("| `") ? line.split(separator: "`").dropFirst().first.map(String.init) : nil
    }
    #expect(Set(told) == Set(Alarm.Kind.allCases.map(\.rawValue)))
  }

  @Test func `a silent peer is worse when mail waits for it, and the worst comes first`() throws {
    let alarms = try Self.alarms {
      $0.receiveOnly = "no"
      $0.peers[0].heardSecondsAgo = nil
      $0.uptimeSeconds = 30_000
      $0.peers[0].waiting.mails = 2
    }
    #expect(alarms.map(\.kind) == [.peerSilent, .receiveOnly])
    #expect(alarms[0].text.contains("2 mails wait for it"))
  }

  @Test func `times at the edge of what can be told make no trap`() throws {
    let queue = [
      try Self.mail { $0.arrivedAtUnix = .min }, try Self.mail { $0.arrivedAtUnix = .max },
    ]
    #expect(try !Self.alarms(queue: queue).isEmpty)
    #expect(try !Self.alarms({ $0.peers[0].heardSecondsAgo = 1e300 }).isEmpty)
  }
}
