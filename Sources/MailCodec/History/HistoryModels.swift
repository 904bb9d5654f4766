// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Synchronization

/// Models that have read a history, so that the next mail of the same people need not wait.
///
/// One for what is packed and one for what is unpacked, some 20 MB each, until ``release()``. A
/// history that only grew is read on from where the kept model stands.
final class HistoryModels: Sendable {
  /// What a model is used for; each use has its own place.
  enum Use: Int, CaseIterable { case packing, unpacking }

  private struct Kept {
    var names: [[UInt8]]
    var snapshot: ModelSnapshot
  }

  private let kept = Mutex([Kept?](repeating: nil, count: Use.allCases.count))

  /// A model that has read the dictionary and then this history.
  func model(_ history: MailHistory, for use: Use, after primed: ModelSnapshot) -> ModelSnapshot {
    let names = history.entries.map(\.name)
    let best = kept.withLock { places in
      places.compactMap(\.self).filter { names.starts(with: $0.names) }
        .max { $0.names.count < $1.names.count }
    }
    if let best, best.names.count == names.count { return best.snapshot }
    let snapshot = Self.model(
      reading: history.entries.dropFirst(best?.names.count ?? 0), after: best?.snapshot ?? primed)
    kept.withLock { $0[use.rawValue] = Kept(names: names, snapshot: snapshot) }
    return snapshot
  }

  /// Reads on to what the next mail is likely to have been packed with.
  ///
  /// That is what the last one was packed with, and the mails since. `history` is all the reader
  /// has; nothing is done where that tells too little.
  func prepareToUnpack(after history: MailHistory, primed: ModelSnapshot) {
    let names = history.entries.map(\.name)
    let last = kept.withLock { $0[Use.unpacking.rawValue]?.names } ?? []
    let start =
      names.indices.first { !last.isEmpty && names[$0...].starts(with: last) }
      ?? names.startIndex
    let expected = MailHistory(Array(history.entries[start...]))
    guard expected.entries.count <= HistoryLimits.mails,
      expected.textBytes <= HistoryLimits.textBytes
    else { return }
    _ = model(expected, for: .unpacking, after: primed)
  }

  /// Gives the memory back.
  func release() {
    kept.withLock { $0 = [Kept?](repeating: nil, count: Use.allCases.count) }
  }

  /// The memory they take.
  var byteCount: Int {
    kept.withLock { $0.reduce(0) { $0 + ($1?.snapshot.byteCount ?? 0) } }
  }

  private static func model(
    reading entries: ArraySlice<MailHistory.Entry>, after snapshot: ModelSnapshot
  ) -> ModelSnapshot {
    var model = ContextModel(resuming: snapshot)
    for entry in entries {
      model.beginMail()
      model.learn(entry.text)
    }
    return model.snapshot
  }
}
