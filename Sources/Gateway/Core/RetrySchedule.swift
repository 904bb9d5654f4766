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
  /// Once so much is held by what is under way, nothing else is begun.
  private let mostBytes: Int
  private var heldBytes = 0

  /// An empty schedule; so many may be under way at once, and no other once so many bytes are.
  init(atOnce mostUnderWay: Int = .max, bytes mostBytes: Int = .max) {
    self.mostUnderWay = mostUnderWay
    self.mostBytes = mostBytes
  }

  private struct Entry {
    var failures = 0
    /// The memory it takes while it is under way.
    var bytes = 0
    /// Nil while it is under way.
    var due: Instant?
  }

  /// Something is to be tried from now on.
  mutating func add(_ row: Int64, at now: Instant) {
    if entries[row] == nil { entries[row] = Entry(due: now) }
  }

  /// The next instant at which something is due.
  var nextDeadline: Instant? {
    hasRoom ? entries.values.compactMap(\.due).min() : nil
  }

  /// Whether something else may be begun.
  private var hasRoom: Bool { underWay < mostUnderWay && heldBytes < mostBytes }

  /// Whether it is being tried at this moment.
  func isUnderWay(_ row: Int64) -> Bool { entries[row].map { $0.due == nil } ?? false }

  /// Whether it failed and its pause is not over.
  func isPausing(_ row: Int64) -> Bool { entries[row]?.due != nil }

  /// What is due now; each is under way until `finish` or `retry`.
  mutating func takeDue(at now: Instant) -> [Int64] {
    guard hasRoom else { return [] }
    let ripe = entries.filter { $0.value.due.map { $0 <= now } ?? false }.keys.sorted()
    let due = Array(ripe.prefix(mostUnderWay - underWay))
    for row in due { entries[row]?.due = nil }
    underWay += due.count
    return due
  }

  /// Something under way holds so many bytes; what was taken with it is put back when that is too
  /// much.
  mutating func hold(_ row: Int64, bytes: Int) {
    heldBytes += bytes - (entries[row]?.bytes ?? 0)
    entries[row]?.bytes = bytes
  }

  /// Puts something back that was taken a moment ago when nothing else may be begun; whether it
  /// did.
  mutating func putBackIfFull(_ row: Int64, at now: Instant) -> Bool {
    guard heldBytes >= mostBytes, isUnderWay(row) else { return false }
    underWay -= 1
    entries[row]?.due = now
    return true
  }

  /// Nothing is left to try.
  mutating func finish(_ row: Int64) {
    end(row)
    entries[row] = nil
  }

  /// It failed and is to be tried later.
  mutating func retry(_ row: Int64, at now: Instant) {
    end(row)
    let failures = min(entries[row]?.failures ?? 0, 12)
    let pause = min(Self.firstPause * (1 << failures), Self.longestPause)
    entries[row] = Entry(failures: failures + 1, due: now + pause)
  }

  private mutating func end(_ row: Int64) {
    guard let entry = entries[row], entry.due == nil else { return }
    underWay -= 1
    heldBytes -= entry.bytes
  }
}
