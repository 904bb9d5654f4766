// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A reply as another server sent it, its lines apart.
package struct ReceivedReply: Hashable, Sendable {
  /// The reply code, 200...599.
  package let code: Int
  /// The enhanced code of the first line that has one.
  package let status: EnhancedStatus?
  /// The texts of the lines, without codes.
  package let lines: [String]

  /// The reply in one line of sanitised text.
  package var reply: Reply { Reply(code, status, lines.joined(separator: " ")) }
}

/// Why a server's octets are no reply.
package enum ReplyError: Error, Hashable, Sendable {
  /// A line does not begin with three digits and a separator.
  case malformedLine
  /// The lines of one reply have different codes.
  case mixedCodes
  /// A line or the reply is too long.
  case tooLong
}

/// Reads replies of one or more lines, in whatever pieces they come (RFC 5321 §4.2.1).
///
/// A line ends at LF; the CR before it is dropped: leniency here cannot smuggle anything, since
/// nothing of a reply is passed on but sanitised text.
package struct ReplyReader: Sendable {
  private var line: [UInt8] = []
  private var code: Int?
  private var status: EnhancedStatus?
  private var lines: [String] = []

  package init() {}

  /// Takes octets from the front of `input` up to the end of one reply.
  ///
  /// - Throws: ``ReplyError``; what follows cannot be trusted then.
  package mutating func next(
    from input: inout ArraySlice<UInt8>
  ) throws(ReplyError) -> ReceivedReply? {
    while let octet = input.popFirst() {
      guard octet == .lineFeed else {
        guard line.count < Limits.receivedReplyLineOctets else { throw .tooLong }
        line.append(octet)
        continue
      }
      if line.last == .carriageReturn { line.removeLast() }
      if let reply = try takeLine() { return reply }
    }
    return nil
  }

  private mutating func takeLine() throws(ReplyError) -> ReceivedReply? {
    defer { line.removeAll(keepingCapacity: true) }
    let digits = line.prefix(3)
    guard digits.count == 3, digits.allSatisfy(\.isDigit),
      let lineCode = Int(String(decoding: digits, as: UTF8.self)), (200...599).contains(lineCode)
    else { throw .malformedLine }
    guard code == nil || code == lineCode else { throw .mixedCodes }
    guard lines.count < Limits.receivedReplyLines else { throw .tooLong }
    let separator = line.dropFirst(3).first ?? .space
    guard separator == .space || separator == UInt8(ascii: "-") else { throw .malformedLine }
    code = lineCode
    lines.append(text(of: line.dropFirst(4), code: lineCode))
    guard separator == .space else { return nil }
    defer { (code, status, lines) = (nil, nil, []) }
    return ReceivedReply(code: lineCode, status: status, lines: lines)
  }

  /// The text of a line behind its enhanced code, which is kept.
  private mutating func text(of octets: ArraySlice<UInt8>, code: Int) -> String {
    let text = String(decoding: octets, as: UTF8.self)
    let words = text.split(separator: " ", maxSplits: 1)
    guard let first = words.first, let found = EnhancedStatus(first), found.class == code / 100
    else { return text }
    status = status ?? found
    return words.count > 1 ? String(words[1]) : ""
  }
}
