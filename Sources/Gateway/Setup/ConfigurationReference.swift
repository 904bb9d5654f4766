// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the sources say of the configuration's keys: the same comments that loragw.toml(5) is made
/// of, which come with the program.
package struct ConfigurationReference: Sendable {
  /// Of each key, by its full path.
  private var texts: [String: String] = [:]
  /// Of each table, by its name.
  private var tables: [String: String] = [:]

  /// The comments that come with loragw.
  package static let shipped = ConfigurationReference(sources: [
    PackageResources.Configuration_txt, PackageResources.RadioConfiguration_txt,
    PackageResources.LogConfiguration_txt, PackageResources.BearerConfiguration_txt,
  ])

  /// Reads the comments of files of Swift.
  package init(sources: [[UInt8]]) {
    for source in sources { read(String(decoding: source, as: UTF8.self)) }
  }

  /// What a key means, in sentences; nil when nobody explains it.
  package func text(_ path: String) -> String? { texts[path] }

  /// What a table is about, in a sentence; nil when nobody explains it.
  package func about(_ table: String) -> String? { tables[table] }

  /// Goes through the comments, each with the line of code below it.
  private mutating func read(_ source: String) {
    var comment: [Substring] = []
    var table: String?
    for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
      let code = line.drop { $0 == " " }
      if code.hasPrefix("///") {
        let words = code.dropFirst(3)
        comment.append(words.hasPrefix(" ") ? words.dropFirst() : words)
      } else if !comment.isEmpty {
        take(comment.joined(separator: "\n"), above: code, &table)
        comment = []
      }
    }
  }

  private mutating func take(
    _ comment: String, above code: Substring, _ table: inout String?
  ) {
    if Self.beginnings.contains(where: code.hasPrefix) {
      table = code.hasPrefix("public struct") ? begin(comment) : nil
    } else if let table, comment.hasPrefix("`"), !comment.hasPrefix("`[") {
      note(comment, in: table)
    }
  }

  private static let beginnings = ["public struct", "public enum", "extension", "package"]

  /// The table that a type is about; its name stands first, as "`[radio.channel]`".
  private mutating func begin(_ comment: String) -> String? {
    guard comment.hasPrefix("`[") else { return nil }
    let (head, sentence) = Self.split(Self.paragraphs(comment).first ?? "")
    let names = Self.quoted(head).map { $0.filter { !"[]".contains($0) } }
    if let first = names.first { tables[first] = Self.sentence(sentence) }
    return names.first.map { $0.hasPrefix("mail.") ? "" : $0 }
  }

  private mutating func note(_ comment: String, in table: String) {
    let paragraphs = Self.paragraphs(comment)
    let (head, rest) = Self.split(paragraphs.first ?? "")
    let words = ([rest] + paragraphs.dropFirst()).filter { !$0.isEmpty }
    let text = Self.sentence(words.joined(separator: " "))
    // Comments of the doors name their keys in full.
    for name in Self.quoted(head) where !text.isEmpty {
      texts[table.isEmpty ? name : "\(table).\(name)"] = text
    }
  }

  private static func paragraphs(_ comment: String) -> [String] {
    comment.split(separator: "\n\n").map {
      $0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }

  /// What stands before the first colon and what behind; without one, all is the head.
  private static func split(_ paragraph: String) -> (head: String, rest: String) {
    guard let colon = paragraph.firstRange(of: ": ") else { return (paragraph, "") }
    return (
      String(paragraph[..<colon.lowerBound]), String(paragraph[colon.upperBound...])
    )
  }

  /// The words between backquotes.
  private static func quoted(_ text: String) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .compactMap { $0.offset % 2 == 1 ? String($0.element) : nil }
  }

  /// With a capital letter, unless a name like sx127x stands first.
  private static func sentence(_ text: String) -> String {
    let isName = text.prefix { $0.isLetter || $0.isNumber }.contains(where: \.isNumber)
    return isName ? text : text.prefix(1).uppercased() + text.dropFirst()
  }
}
