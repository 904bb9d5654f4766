// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaPHY
import Logging
import Testing

@Suite struct LogRateLimitTests {
  private static func moment(_ seconds: Int) -> Instant { .zero + .seconds(seconds) }

  private static func refusal(_ client: Int = 0) -> LogLine {
    LogLine(
      .notice, "door: a recipient was refused: client \(client)",
      fields: ["event": "recipient-refused"])
  }

  /// How many of so many lines, one a second, are written.
  private static func written(
    _ limit: inout LogRateLimit, _ count: Int, from start: Int = 0, _ line: (Int) -> LogLine
  ) -> Int {
    (0..<count).filter { limit.allows(line($0), at: moment(start + $0)) }.count
  }

  @Test func `of one kind some lines are written in a window, and then it is told how many not`() {
    var limit = LogRateLimit()
    #expect(Self.written(&limit, 500, Self.refusal) == LogRateLimit.lines)
    #expect(limit.nextDeadline == Self.moment(LogRateLimit.lines) + LogRateLimit.window)
    #expect(limit.due(at: Self.moment(619)).isEmpty)
    let told = limit.due(at: Self.moment(620))
    #expect(
      told == [
        LogLine(
          .notice, "480 more of these, the last: door: a recipient was refused: client 499",
          fields: ["event": "recipient-refused", "withheld": "480"])
      ])
    #expect(limit.nextDeadline == nil)
    #expect(limit.due(at: Self.moment(5_000)).isEmpty)
  }

  @Test func `the window slides: a steady flood never exceeds it, and a calm restores it`() {
    var limit = LogRateLimit()
    var times: [Int] = []
    for second in 0..<7_200 where limit.allows(Self.refusal(), at: Self.moment(second)) {
      times.append(second)
    }
    for (first, later) in zip(times, times.dropFirst(LogRateLimit.lines)) {
      #expect(later - first >= 600)
    }
    #expect(times.count == 12 * LogRateLimit.lines)
    #expect(Self.written(&limit, 5, from: 8_000, Self.refusal) == 5)
  }

  @Test func `kinds are limited each for itself: by event, peer, level, and words but numbers`() {
    var limit = LogRateLimit()
    #expect(Self.written(&limit, 100, Self.refusal) == LogRateLimit.lines)
    let others = [
      LogLine(.warning, "x", fields: ["event": "recipient-refused"]),
      LogLine(.notice, "x", fields: ["event": "recipient-refused", "peer": "dam"]),
      LogLine(.notice, "x", fields: ["event": "mail-refused"]), LogLine(.notice, "x"),
    ]
    #expect(Self.written(&limit, others.count, from: 100) { others[$0] } == others.count)
    let ports = Self.written(&limit, 100, from: 100) {
      LogLine(.info, "192.0.2.\($0 % 7):\(40_000 + $0) went away")
    }
    #expect(ports == LogRateLimit.lines)
  }

  @Test(arguments: [
    LogLine(.critical, "the spool is lost"), LogLine(.debug, "frame heard"),
    LogLine(.info, "7K3D-QF2M: accepted", fields: ["event": "accepted", "mail": "7K3D-QF2M"]),
  ])
  func `what must be told, or was asked for, is never withheld`(line: LogLine) {
    var limit = LogRateLimit()
    #expect(Self.written(&limit, 1_000) { _ in line } == 1_000)
    #expect(limit.nextDeadline == nil)
  }

  @Test func `texts of others open no way around`() {
    var limit = LogRateLimit()
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    let count = Self.written(&limit, 500) { number in
      LogLine(.notice, "\(letters[number % 26])\(letters[number / 26]): no such command")
    }
    #expect(count <= LogRateLimit.kinds + LogRateLimit.lines)
    // Hours later there is room for other kinds again.
    #expect(Self.written(&limit, 50, from: 50_000, Self.refusal) == LogRateLimit.lines)
  }

  @Test func `at the end all that was withheld is told`() {
    var limit = LogRateLimit()
    _ = Self.written(&limit, 30, Self.refusal)
    _ = Self.written(&limit, 25, from: 30) { _ in LogLine(.warning, "radio: frame not sent") }
    #expect(limit.end().map { $0.fields["withheld"] } == ["10", "5"])
    #expect(limit.end().isEmpty)
  }
}
