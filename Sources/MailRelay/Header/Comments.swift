// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The comments of header fields: text in parentheses, which may be nested (RFC 5322 §3.2.2).
enum Comments {
  /// The text with a blank for each comment; parentheses in quotes are none.
  static func removed(from text: String) -> String {
    var octets: [UInt8] = []
    var (depth, isQuoted, isEscaped) = (0, false, false)
    for octet in text.utf8 {
      let isPlain = isEscaped
      isEscaped = !isPlain && octet == UInt8(ascii: "\\")
      switch octet {
      case _ where isPlain || isEscaped: if depth == 0 { octets.append(octet) }
      case UInt8(ascii: "\"") where depth == 0:
        isQuoted.toggle()
        octets.append(octet)
      case UInt8(ascii: "(") where !isQuoted:
        if depth == 0 { octets.append(.space) }
        depth += 1
      case UInt8(ascii: ")") where !isQuoted && depth > 0: depth -= 1
      default: if depth == 0 { octets.append(octet) }
      }
    }
    return String(decoding: octets, as: UTF8.self)
  }
}
