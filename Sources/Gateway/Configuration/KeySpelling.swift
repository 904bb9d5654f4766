// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Finds the word that somebody meant.
package enum KeySpelling {
  /// The legal word nearest to `word`, when it is near enough to be a slip: at most a third of its
  /// letters, but at least two.
  package static func nearest(to word: String, among legal: some Sequence<String>) -> String? {
    let folded = word.lowercased()
    var best: (word: String, distance: Int)?
    for candidate in legal {
      let distance = distance(folded, candidate.lowercased())
      if distance < best?.distance ?? Int.max { best = (candidate, distance) }
    }
    guard let best, best.distance <= max(2, best.word.count / 3) else { return nil }
    return best.distance < best.word.count ? best.word : nil
  }

  /// The Damerau-Levenshtein distance (optimal string alignment): the fewest letters to insert,
  /// delete, replace or swap with their neighbour.
  ///
  /// Words longer than 64 letters are cut there, so the work is bounded.
  package static func distance(_ left: String, _ right: String) -> Int {
    let a = Array(left.unicodeScalars.prefix(64))
    let b = Array(right.unicodeScalars.prefix(64))
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i] + [Int](repeating: 0, count: b.count)
      for j in 1...b.count {
        let replacing = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        row[j] = min(last[j] + 1, row[j - 1] + 1, replacing)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          row[j] = min(row[j], beforeLast[j - 2] + 1)
        }
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
