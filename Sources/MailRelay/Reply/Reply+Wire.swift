// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The form of replies on the wire (RFC 5321 §4.2.1, RFC 2034 §4).
extension Reply {
  /// The reply as one or, when its text is long, several lines with CRLF.
  package func encoded() -> [UInt8] {
    Self.encoded(code: code, status: status, lines: wrapped())
  }

  /// Several lines of one reply; the enhanced code, when there is one, stands in each.
  package static func encoded(code: Int, status: EnhancedStatus?, lines: [String]) -> [UInt8] {
    var octets: [UInt8] = []
    for (index, line) in lines.enumerated() {
      octets += String(code).utf8
      octets.append(index == lines.count - 1 ? .space : UInt8(ascii: "-"))
      if let status { octets += "\(status) ".utf8 }
      octets += line.utf8
      octets += [.carriageReturn, .lineFeed]
    }
    return octets
  }

  /// The text in pieces that fit a reply line, cut at blanks where there are any.
  private func wrapped() -> [String] {
    let room = Limits.replyLineOctets - "250-5.999.999 \r\n".utf8.count
    var rest = Array(text.utf8)[...]
    var lines: [String] = []
    while rest.count > room {
      let end = rest.prefix(room).lastIndex(of: .space) ?? rest.startIndex + room
      lines.append(String(decoding: rest[..<end], as: UTF8.self))
      rest = rest[end...].drop { $0 == .space }
    }
    return lines + [String(decoding: rest, as: UTF8.self)]
  }
}
