// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The parameters of MAIL that are understood (RFC 1870, RFC 6152, RFC 6531).
struct MailParameters: Hashable, Sendable {
  /// What SIZE announced; a number too large for `Int` is `Int.max`.
  var declaredOctets: Int?
  var bodyKind = BodyKind.sevenBit
  var encoding = AddressEncoding.ascii

  init(parsing text: ArraySlice<UInt8>) throws(MailParameterError) {
    var seen: Set<String> = []
    for word in text.split(separator: .space) {
      let parts = word.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let keyword = String(decoding: parts[0], as: UTF8.self).uppercased()
      guard seen.insert(keyword).inserted else { throw .repeated(keyword) }
      try take(keyword, value: parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : nil)
    }
  }

  private mutating func take(_ keyword: String, value: String?) throws(MailParameterError) {
    switch keyword {
    case "SIZE": declaredOctets = try Self.size(value)
    case "BODY": bodyKind = try Self.body(value)
    case "SMTPUTF8":
      guard value == nil else { throw .badValue(keyword) }
      encoding = .utf8
    default: throw .unknown(keyword)
    }
  }

  private static func size(_ value: String?) throws(MailParameterError) -> Int {
    guard let value, (1...20).contains(value.utf8.count), value.utf8.allSatisfy(\.isDigit) else {
      throw .badValue("SIZE")
    }
    return Int(value) ?? .max
  }

  private static func body(_ value: String?) throws(MailParameterError) -> BodyKind {
    switch value?.uppercased() {
    case "7BIT": .sevenBit
    case "8BITMIME": .eightBitMIME
    default: throw .badValue("BODY")
    }
  }
}

/// Why parameters of MAIL or RCPT are refused.
enum MailParameterError: Error, Hashable, Sendable {
  /// The keyword belongs to no extension that was announced.
  case unknown(String)
  /// The keyword has a value it may not have.
  case badValue(String)
  /// The keyword stands twice.
  case repeated(String)

  var reply: Reply {
    switch self {
    case .unknown(let keyword):
      Reply(555, .init(5, 5, 4), "The parameter \(keyword) is not supported here")
    case .badValue(let keyword):
      Reply(501, .init(5, 5, 4), "The parameter \(keyword) has a value it may not have")
    case .repeated(let keyword):
      Reply(501, .init(5, 5, 4), "The parameter \(keyword) stands twice")
    }
  }
}
