// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// The text of a configuration while it is written: each key with its explanation above it.
struct ConfigurationPage {
  /// The columns of a line of explanation.
  private static let columns = 100

  private let reference: ConfigurationReference
  private var section = ""
  /// What was explained last: keys that share their words stand together below them.
  private var explained: String?
  private var lines: [String] = []

  /// An empty page.
  init(_ reference: ConfigurationReference) { self.reference = reference }

  /// What was written.
  var text: String { lines.joined(separator: "\n") + "\n" }

  /// Words between the keys.
  mutating func remark(_ words: String) {
    if let last = lines.last, !last.hasPrefix("#") { lines.append("") }
    comment(words)
  }

  /// Begins a table.
  mutating func begin(_ table: String) {
    section = table
    lines.append("")
    if let about = reference.about(table) { comment(about) }
    lines.append("[\(table)]")
  }

  /// A key with a text.
  mutating func text(_ key: String, _ text: String) { value(key, TOMLText.quoted(text)) }

  /// A key with a list of texts.
  mutating func list(_ key: String, _ texts: [String]) {
    value(key, "[\(texts.map(TOMLText.quoted).joined(separator: ", "))]")
  }

  /// A key with a value as TOML spells it.
  mutating func value(_ key: String, _ spelling: String) {
    let words = reference.text("\(section).\(key)")
    if let words, words != explained { comment(words) }
    explained = words
    lines.append("\(key) = \(spelling)")
  }

  private mutating func comment(_ words: String) {
    var line = "#"
    for word in words.split(whereSeparator: \.isWhitespace) {
      if line.count + 1 + word.count > Self.columns, line != "#" {
        lines.append(line)
        line = "#"
      }
      line += " \(word)"
    }
    lines.append(line)
  }
}

/// Texts as TOML spells them.
enum TOMLText {
  /// A basic string (TOML 1.0, "String").
  static func quoted(_ text: String) -> String {
    var spelled = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": spelled += "\\\""
      case "\\": spelled += "\\\\"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        spelled += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: spelled.unicodeScalars.append(scalar)
      }
    }
    return spelled + "\""
  }
}

extension Frequency {
  /// In MHz, as TOML spells a number that is no integer.
  var megahertzText: String { TOMLText.decimal("\(self)") }
}

extension Bandwidth {
  /// In kHz, as TOML spells a number that is no integer.
  var decimalText: String { TOMLText.decimal(kilohertzText) }
}

extension TOMLText {
  /// A number that has a point.
  fileprivate static func decimal(_ number: String) -> String {
    number.contains(".") ? number : number + ".0"
  }
}
