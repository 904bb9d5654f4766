// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a mail's body is (RFC 2045 §5.1).
public struct ContentType: Hashable, Sendable {
  /// Type and subtype in lower case, such as `multipart/encrypted`.
  public let type: String
  /// The parameters; names and values in lower case, quotes taken off.
  public let parameters: [String: String]

  /// Reads the value of Content-Type; nil when it has no type.
  public init?(parsing value: String) {
    let parts = Self.split(Comments.removed(from: value))
    let type = parts.first.map { $0.filter { $0 != " " } } ?? ""
    guard type.contains("/") else { return nil }
    self.type = type
    var parameters: [String: String] = [:]
    for part in parts.dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else { continue }
      let name = pair[0].filter { $0 != " " }
      // Of two the first counts.
      if !name.isEmpty, parameters[name] == nil {
        parameters[name] = pair[1].filter { !" \"".contains($0) }
      }
    }
    self.parameters = parameters
  }

  /// The pieces between semicolons that are not in quotes, in lower case.
  private static func split(_ text: String) -> [String] {
    var pieces = [""]
    var isQuoted = false
    for character in text.lowercased() {
      if character == "\"" { isQuoted.toggle() }
      if character == ";", !isQuoted {
        guard pieces.count < 32 else { break }
        pieces.append("")
      } else {
        pieces[pieces.count - 1].append(character)
      }
    }
    return pieces
  }
}
