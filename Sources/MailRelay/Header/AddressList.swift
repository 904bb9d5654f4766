// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The addresses in a field such as To or Cc (RFC 5322 §3.4).
///
/// There may be names, groups, comments, encoded words and source routes; only the addresses are
/// kept.
public struct AddressList: Hashable, Sendable {
  /// The addresses in their order.
  public let addresses: [MailAddress]

  /// Reads the value of a field.
  ///
  /// - Parameters:
  ///   - text: The value in one line.
  ///   - defaultDomain: What is put behind a name alone, as in `To: root`; nil to refuse it.
  /// - Throws: ``AddressListError``.
  public init(parsing text: String, defaultDomain: HostName? = nil) throws(AddressListError) {
    var reader = AddressListReader(text, defaultDomain: defaultDomain)
    addresses = try reader.read()
  }
}

/// Why a text is no list of addresses.
public enum AddressListError: Error, Hashable, Sendable {
  /// A quote, bracket or parenthesis is not closed, or something stands behind `>`.
  case malformed(String)
  /// What stands for an address is none.
  case badAddress(String, MailAddressError)
  /// There are more than 1000 addresses.
  case tooMany
}

extension AddressListError: CustomStringConvertible {
  /// What is wrong.
  public var description: String {
    switch self {
    case .malformed(let text): "\"\(text)\" is no list of addresses"
    case .badAddress(let text, let error): error.reply(for: Array(text.utf8)).text
    case .tooMany: "there are more than \(Limits.recipients) addresses"
    }
  }
}

/// Reads one list from left to right.
private struct AddressListReader {
  private let text: String
  private let defaultDomain: HostName?
  private var rest: ArraySlice<UInt8>
  /// What was read since the last comma, without blanks and comments.
  private var loose = AddressText()
  /// What stood in angle brackets since then.
  private var angled: [UInt8]?
  private var addresses: [MailAddress] = []

  init(_ text: String, defaultDomain: HostName?) {
    self.text = text
    self.defaultDomain = defaultDomain
    rest = Array(text.utf8)[...]
  }

  mutating func read() throws(AddressListError) -> [MailAddress] {
    while let octet = rest.popFirst() {
      switch octet {
      case .space, UInt8(ascii: "\t"): loose.endWord()
      case UInt8(ascii: "("):
        try skipComment()
        loose.endWord()
      case UInt8(ascii: "\""): loose.append(try quoted())
      case UInt8(ascii: "["): loose.append(try literal())
      case UInt8(ascii: "<"):
        guard angled == nil else { throw .malformed(text) }
        angled = try angle()
        loose = AddressText()
      case UInt8(ascii: ","), UInt8(ascii: ";"): try endMailbox()
      // The name of a group.
      case UInt8(ascii: ":"): (loose, angled) = (AddressText(), nil)
      default: loose.append([octet])
      }
      guard angled == nil || !loose.isBegun else { throw .malformed(text) }
    }
    try endMailbox()
    return addresses
  }

  private mutating func endMailbox() throws(AddressListError) {
    defer { (loose, angled) = (AddressText(), nil) }
    guard angled != nil || !loose.hasSeveralWords else { throw .malformed(text) }
    var octets = angled ?? loose.octets
    // A null path stands where somebody shall not be answered.
    guard !octets.isEmpty else { return }
    guard addresses.count < Limits.recipients else { throw .tooMany }
    if let defaultDomain, !octets.contains(UInt8(ascii: "@")) {
      octets += "@\(defaultDomain)".utf8
    }
    do throws(MailAddressError) {
      addresses.append(try MailAddress(parsing: octets, encoding: .utf8))
    } catch {
      throw .badAddress(String(decoding: octets, as: UTF8.self), error)
    }
  }

  private mutating func skipComment() throws(AddressListError) {
    var depth = 1
    while depth > 0 {
      guard let octet = rest.popFirst() else { throw .malformed(text) }
      switch octet {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"): depth -= 1
      case UInt8(ascii: "\\"): rest = rest.dropFirst()
      default: break
      }
    }
  }

  private mutating func quoted() throws(AddressListError) -> [UInt8] {
    var octets = [UInt8(ascii: "\"")]
    while let octet = rest.popFirst() {
      octets.append(octet)
      if octet == UInt8(ascii: "\"") { return octets }
      if octet == UInt8(ascii: "\\"), let next = rest.popFirst() { octets.append(next) }
    }
    throw .malformed(text)
  }

  private mutating func literal() throws(AddressListError) -> [UInt8] {
    guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { throw .malformed(text) }
    defer { rest = rest[(end + 1)...] }
    return [UInt8(ascii: "[")] + rest[...end]
  }

  private mutating func angle() throws(AddressListError) -> [UInt8] {
    var inner = AddressText()
    while let octet = rest.popFirst() {
      switch octet {
      case UInt8(ascii: ">"):
        guard !inner.hasSeveralWords else { throw .malformed(text) }
        return inner.octets
      case .space, UInt8(ascii: "\t"): inner.endWord()
      case UInt8(ascii: "("):
        try skipComment()
        inner.endWord()
      case UInt8(ascii: "\""): inner.append(try quoted())
      case UInt8(ascii: "["): inner.append(try literal())
      case UInt8(ascii: ":") where inner.octets.first == UInt8(ascii: "@"): inner = AddressText()
      default: inner.append([octet])
      }
    }
    throw .malformed(text)
  }
}

/// An address as it is put together: blanks and comments may stand around its dots and its `@`, and
/// nowhere else (RFC 5322 §4.4).
private struct AddressText {
  private(set) var octets: [UInt8] = []
  /// Whether there are words with no dot between them, as in a name.
  private(set) var hasSeveralWords = false
  private var isWordEnded = false

  var isBegun: Bool { !octets.isEmpty }

  mutating func endWord() { isWordEnded = true }

  mutating func append(_ more: [UInt8]) {
    let joints = ".@,".utf8
    if isWordEnded, let last = octets.last, let first = more.first, !joints.contains(last),
      !joints.contains(first)
    {
      hasSeveralWords = true
    }
    isWordEnded = false
    octets += more
  }
}
