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
  /// The most that may be under way at once.
  private let mostUnderWay: Int
  private var underWay = 0

  /// An empty schedule; so many may be under way at once.
  init(atOnce mostUnderWay: Int = .max) { self.mostUnderWay = mostUnderWay }

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
  var nextDeadline: Instant? {
    underWay < mostUnderWay ? entries.values.compactMap(\.due).min() : nil
  }

  /// Whether it is being tried at this moment.
  func isUnderWay(_ row: Int64) -> Bool { entries[row].map { $0.due == nil } ?? false }

  /// Whether it failed and its pause is not over.
  func isPausing(_ row: Int64) -> Bool { entries[row]?.due != nil }

  /// What is due now; each is under way until `finish` or `retry`.
  mutating func takeDue(at now: Instant) -> [Int64] {
    let ripe = entries.filter { $0.value.due.map { $0 <= now } ?? false }.keys.sorted()
    let due = Array(ripe.prefix(mostUnderWay - underWay))
    for row in due { entries[row]?.due = nil }
    underWay += due.count
    return due
  }

  /// Nothing is left to try.
  mutating func finish(_ row: Int64) {
    if isUnderWay(row) { underWay -= 1 }
    entries[row] = nil
  }

  /// It failed and is to be tried later.
  mutating func retry(_ row: Int64, at now: Instant) {
    if isUnderWay(row) { underWay -= 1 }
    let failures = min(entries[row]?.failures ?? 0, 12)
    let pause = min(Self.firstPause * (1 << failures), Self.longestPause)
    entries[row] = Entry(failures: failures + 1, due: now + pause)
  }
}
