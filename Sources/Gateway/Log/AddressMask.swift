// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import MailRelay

/// Takes mail addresses out of texts for people.
///
/// Replies of mail servers hold them as they like, so whatever looks like one is one: a path in
/// angle brackets, a word with an `@` inside.
package enum AddressMask {
  /// What stands in the place of an address.
  package static let mark = "…"

  /// The text without addresses, and without these local parts where they stand alone.
  package static func masked(_ text: String, localParts: [String] = []) -> String {
    let known = Set(localParts.map { $0.lowercased() })
    guard text.contains("@") || !known.isEmpty else { return text }
    var result = ""
    var word = ""
    func close() {
      let hides = word.contains("@") || known.contains(word.lowercased())
      result += hides && !word.isEmpty ? mark : word
      word = ""
    }
    for character in withoutPaths(text) {
      if separators.contains(character) || character.isWhitespace {
        close()
        result.append(character)
      } else {
        word.append(character)
      }
    }
    close()
    return result
  }

  /// A reply of a mail server about a recipient, without addresses.
  package static func masked(_ reply: Reply, of recipient: MailAddress) -> String {
    masked("\(reply)", localParts: [recipient.localPart])
  }

  private static let separators = Set("<>()[]{},;:\"'=")

  /// Paths first: a quoted local part may hold anything.
  private static func withoutPaths(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "<") {
      result += rest[...open]
      rest = rest[rest.index(after: open)...]
      guard let end = rest.firstIndex(of: ">"), rest[..<end].contains("@") else { continue }
      result += mark
      rest = rest[end...]
    }
    return result + rest
  }
}
