// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Airtime entries by their end, with running sums: any window's content in O(log n).
///
/// An entry counts whole while any part of it is inside a window, so its start does not matter.
struct AirtimeWindow: Sendable, Hashable {
  private struct Entry: Sendable, Hashable {
    var end: Int64
    /// Airtime of all entries ever, up to and including this one.
    var through: Int64
  }

  private var entries: [Entry] = []
  /// Entries before this index are forgotten.
  private var first = 0

  private var total: Int64 { entries.last?.through ?? 0 }

  /// All airtime of entries that end after the given time.
  func airtime(endingAfter time: Int64) -> Int64 {
    let index = firstIndex { $0.end > time }
    return total - (index > 0 ? entries[index - 1].through : 0)
  }

  /// The earliest time after which entries of no more than the given airtime end.
  ///
  /// Nil when that is so at any time. The airtime must not be negative.
  func time(leaving room: Int64) -> Int64? {
    guard airtime(endingAfter: .min) > room else { return nil }
    let index = firstIndex { $0.through >= total - max(room, 0) }
    return entries[index].end
  }

  /// Enters airtime; nearly always the newest.
  mutating func enter(airtime: Int64, end: Int64) {
    var index = entries.count
    while index > first, entries[index - 1].end > end { index -= 1 }
    let before = index > 0 ? entries[index - 1].through : 0
    entries.insert(Entry(end: end, through: before), at: index)
    for later in index..<entries.count {
      entries[later].through = entries[later].through.plus(airtime)
    }
  }

  /// Forgets entries that end by the given time; amortised O(1) an entry.
  mutating func forget(endingBy time: Int64) {
    while first < entries.count, entries[first].end <= time { first += 1 }
    // One forgotten entry stays: it carries the running sum.
    guard first > 64, first > entries.count / 2 else { return }
    entries.removeFirst(first - 1)
    first = 1
  }

  /// The first entry not forgotten that satisfies a condition false before it and true after it.
  private func firstIndex(where condition: (Entry) -> Bool) -> Int {
    var low = first
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if condition(entries[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
