// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Takes a command line apart as getopt(3) does: options come first, letters may share a word, and
/// a value stands behind its letter or in the next word.
struct OptionReader {
  /// An option as it was given.
  enum Option: Hashable {
    /// `-x`, with its value if it has one.
    case short(Character, value: String)
    /// `--name`, or `--name=value`; or its value is the next word.
    case long(String, value: String)
  }

  private var words: ArraySlice<String>
  private var letters: Substring = ""
  private let withValue: Set<Character>
  /// Whether `--` was there.
  private(set) var isEnded = false

  init(_ words: [String], withValue: String) {
    self.words = words[...]
    self.withValue = Set(withValue)
  }

  /// The next option; nil at the first word that is none.
  mutating func next() throws(SubmissionError) -> Option? {
    if letters.isEmpty {
      guard let word = words.first, word.hasPrefix("-"), word != "-" else { return nil }
      words = words.dropFirst()
      guard word != "--" else {
        isEnded = true
        return nil
      }
      if word.hasPrefix("--") { return try long(word.dropFirst(2)) }
      letters = word.dropFirst()
    }
    let letter = letters.removeFirst()
    guard withValue.contains(letter) else { return .short(letter, value: "") }
    defer { letters = "" }
    if !letters.isEmpty { return .short(letter, value: String(letters)) }
    return .short(letter, value: try nextWord("-\(letter)"))
  }

  private mutating func long(_ text: Substring) throws(SubmissionError) -> Option {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    return .long(name, value: parts.count > 1 ? String(parts[1]) : try nextWord("--\(name)"))
  }

  private mutating func nextWord(_ option: String) throws(SubmissionError) -> String {
    guard let word = words.popFirst() else { throw .badOption(option, expected: "a value") }
    return word
  }

  /// The words behind the options.
  var operands: [String] { Array(words) }
}
