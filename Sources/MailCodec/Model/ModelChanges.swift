// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What leads a model from one state to another.
struct ModelChanges: Equatable, Sendable {
  /// One for each table, in the order of ``ContextModel/forEachJournal(_:)``.
  fileprivate(set) var tables: [CellChanges] = []
  /// Where the history ends.
  fileprivate(set) var historyEnd = 0

  /// The memory they take.
  var byteCount: Int { tables.reduce(0) { $0 + $1.byteCount } }
}

/// Recording what a model learns, between two mails only: where it stands within one is not kept.
extension ContextModel {
  /// The memory it takes, without what is recorded.
  var byteCount: Int {
    mutating get {
      var bytes = 0
      forEachJournal { bytes += $0.byteCount }
      return bytes
    }
  }

  /// Whether what was learned since ``record(on:)`` can be taken back or kept.
  var canGoBack: Bool {
    mutating get {
      var canGoBack = true
      forEachJournal { if $0.state == .overflowed { canGoBack = false } }
      return canGoBack
    }
  }

  /// Begins to record, or goes on: `changes` lead back to where an earlier recording began.
  mutating func record(on changes: ModelChanges? = nil) {
    recordedEnd = changes?.historyEnd ?? history.end
    var tables = changes?.tables[...] ?? []
    forEachJournal { $0.record(on: tables.popFirst() ?? CellChanges()) }
  }

  /// Forgets what was learned since it began to record.
  mutating func takeBack() {
    forEachJournal { $0.takeBack() }
    history.end = recordedEnd
  }

  /// Ends the recording; returns the way back.
  mutating func keep() -> ModelChanges {
    var changes = ModelChanges(tables: [], historyEnd: recordedEnd)
    forEachJournal { changes.tables.append($0.keep()) }
    return changes
  }

  /// Makes changes; afterwards they are the way back.
  mutating func exchange(_ changes: inout ModelChanges) {
    var place = changes.tables.startIndex
    forEachJournal { journal in
      guard place < changes.tables.endIndex else { return }
      journal.exchange(&changes.tables[place])
      place += 1
    }
    (changes.historyEnd, history.end) = (history.end, changes.historyEnd)
  }
}
