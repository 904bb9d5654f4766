// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// When something is tried, by its row in the spool: at once, then with growing pauses.
struct RetrySchedule {
  /// The first pause after a temporary failure.
  static let firstPause = Duration.seconds(10)
  /// The longest pause.
  static let longestPause = Duration.seconds(3600)

  private var entries: [Int64: Entry] = [:]

  private struct Entry {
    var failures = 0
    /// Nil while it is under way.
    var due: Instant?
  }

  /// Something is to be tried from now on.
  mutating func add(_ row: Int64, at now: Instant) {
    if entries[row] == nil { entries[row] = Entry(due: now) }
  }

  /// The next instant at which something is due.
  var nextDeadline: Instant? { entries.values.compactMap(\.due).min() }

  /// Whether it failed and its pause is not over.
  func isPausing(_ row: Int64) -> Bool { entries[row]?.due != nil }

  /// What is due now; each is under way until `finish` or `retry`.
  mutating func takeDue(at now: Instant) -> [Int64] {
    let due = entries.filter { $0.value.due.map { $0 <= now } ?? false }.keys.sorted()
    for row in due { entries[row]?.due = nil }
    return due
  }

  /// Nothing is left to try.
  mutating func finish(_ row: Int64) { entries[row] = nil }

  /// It failed and is to be tried later.
  mutating func retry(_ row: Int64, at now: Instant) {
    let failures = min(entries[row]?.failures ?? 0, 12)
    let pause = min(Self.firstPause * (1 << failures), Self.longestPause)
    entries[row] = Entry(failures: failures + 1, due: now + pause)
  }
}
