// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The form of a mail behind DATA (RFC 5321 §4.5.2).
enum DotStuffing {
  /// The mail with dots stuffed and the end mark behind it; nil when it has a bare CR or LF.
  ///
  /// A mail whose last line has no CRLF gets one: the end mark needs it.
  static func encoded(_ mail: [UInt8]) -> [UInt8]? {
    var octets: [UInt8] = []
    octets.reserveCapacity(mail.count + mail.count / 64 + 5)
    var previous = UInt8.lineFeed
    for octet in mail {
      guard (previous == .carriageReturn) == (octet == .lineFeed) else { return nil }
      if previous == .lineFeed, octet == .dot { octets.append(.dot) }
      octets.append(octet)
      previous = octet
    }
    guard previous != .carriageReturn else { return nil }
    if previous != .lineFeed { octets += "\r\n".utf8 }
    octets += ".\r\n".utf8
    return octets
  }
}
