// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The fields of a mail's header, as far as they are looked at (RFC 5322 §2.2).
///
/// Reading stops at the empty line, at a line that is no field, and at the limits of
/// ``Limits/headerOctets`` and ``Limits/headerFields``: what is behind is carried unread.
public struct MailHeader: Hashable, Sendable {
  /// A field as it stands in the mail.
  public struct Field: Hashable, Sendable {
    /// The name in lower case.
    public let name: String
    /// Where name, value and line end stand in the mail.
    let range: Range<Int>
    /// The value in one line, without folds and outer blanks.
    public let value: String
  }

  /// The fields in their order.
  public let fields: [Field]
  /// Where the body begins, behind the empty line if there is one.
  package let bodyStart: Int

  /// Reads the header of a mail with lines in CRLF or LF.
  public init(of mail: [UInt8]) {
    var fields: [Field] = []
    var lines = HeaderLines(mail)
    while fields.count < Limits.headerFields, let range = lines.nextField() {
      guard let field = Self.field(mail, range) else {
        lines.position = range.lowerBound
        break
      }
      fields.append(field)
    }
    self.fields = fields
    bodyStart = lines.bodyStart
  }

  private static func field(_ mail: [UInt8], _ range: Range<Int>) -> Field? {
    let octets = mail[range]
    guard let colon = octets.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    var name = octets[..<colon]
    while let last = name.last, last == .space || last == UInt8(ascii: "\t") { name.removeLast() }
    guard !name.isEmpty, name.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    let value = octets[(colon + 1)...].map { octet in
      octet == .carriageReturn || octet == .lineFeed || octet == UInt8(ascii: "\t")
        ? .space : octet
    }
    let words = value.split(separator: .space).map { String(decoding: $0, as: UTF8.self) }
    return Field(
      name: String(decoding: name, as: UTF8.self).lowercased(), range: range,
      value: words.joined(separator: " "))
  }

  /// The values of all fields of this name, which is in lower case.
  public func values(of name: String) -> [String] {
    fields.filter { $0.name == name }.map(\.value)
  }

  /// The value of the first field of this name, which is in lower case.
  public func value(of name: String) -> String? {
    fields.first { $0.name == name }?.value
  }
}

/// Finds fields: a line and those behind it that begin with a blank.
private struct HeaderLines {
  let mail: [UInt8]
  let end: Int
  var position = 0

  init(_ mail: [UInt8]) {
    self.mail = mail
    end = min(mail.count, Limits.headerOctets)
  }

  /// The end of the line that begins at `start`, behind its LF.
  private func lineEnd(_ start: Int) -> Int {
    mail[start..<end].firstIndex(of: .lineFeed).map { $0 + 1 } ?? end
  }

  private func isEmptyLine(_ start: Int) -> Bool {
    let line = mail[start..<lineEnd(start)]
    return line.elementsEqual([.lineFeed])
      || line.elementsEqual([.carriageReturn, .lineFeed])
  }

  mutating func nextField() -> Range<Int>? {
    let start = position
    guard start < end, !isEmptyLine(start) else { return nil }
    position = lineEnd(start)
    while position < end, mail[position] == .space || mail[position] == UInt8(ascii: "\t") {
      position = lineEnd(position)
    }
    return start..<position
  }

  var bodyStart: Int {
    position < end && isEmptyLine(position) ? lineEnd(position) : position
  }
}
