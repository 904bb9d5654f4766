// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Finds the history a mail was packed with among what its reader has.
///
/// The reader has every mail the sender knows to have arrived, and perhaps a few of the latest
/// whose confirmation was still on its way when the mail was packed. The sender packs with the
/// last mails of those it knows of. So all endings of the reader's history are gone through, the
/// longest first: whole, then with one and with two of the latest mails left out.
struct HistorySearch {
  private let history: MailHistory

  init(_ history: MailHistory) { self.history = history }

  /// The histories that fit a name, most likely first, and their digests; a few at most.
  func matches(_ name: HistoryName) -> [(history: MailHistory, digest: [UInt8])] {
    var found: [(history: MailHistory, digest: [UInt8])] = []
    for omitted in omissions {
      let places = history.entries.indices.filter { !omitted.contains($0) }
      for match in Self.endings(of: places.map { history.entries[$0] }, named: name).reversed() {
        // What was left out must lie within; else this ending was there before.
        if let oldest = omitted.min(), places[places.count - match.count] > oldest { continue }
        let entries = places.suffix(match.count).map { history.entries[$0] }
        found.append((MailHistory(entries), match.digest))
        if found.count == HistoryLimits.trials { return found }
      }
    }
    return found
  }

  /// The endings of a list that fit a name, the shortest first.
  private static func endings(
    of entries: [MailHistory.Entry], named name: HistoryName
  ) -> [(count: Int, digest: [UInt8])] {
    var found: [(count: Int, digest: [UInt8])] = []
    var digest = MailHistory.emptyDigest
    for (place, entry) in entries.reversed().prefix(HistoryLimits.mails).enumerated() {
      digest = MailHistory.digest(digest, adding: entry.name)
      if name.fits(digest) { found.append((place + 1, digest)) }
    }
    return found
  }

  /// The sets of places left out.
  private var omissions: [Set<Int>] {
    let places = Array(history.entries.indices.suffix(HistoryLimits.unconfirmedMails).reversed())
    var sets: [Set<Int>] = [[]]
    var latest: [[Int]] = [[]]
    for _ in 0..<HistoryLimits.unconfirmedAtOnce {
      latest = latest.flatMap { set in
        places.filter { place in set.last.map { place < $0 } ?? true }.map { set + [$0] }
      }
      sets += latest.map { Set($0) }
    }
    return sets
  }
}
