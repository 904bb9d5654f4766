// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A mail with its envelope, ready to be handed to a relay.
struct OutgoingMail: Sendable {
  let envelope: Envelope
  /// The octets for SIZE.
  let octetCount: Int
  /// The octets behind DATA, dots stuffed, end mark included; nil when a CR or LF stands bare.
  let stuffed: [UInt8]?
  private let hasEightBit: Bool
  private let needsSMTPUTF8: Bool

  init(_ envelope: Envelope, mail: [UInt8]) {
    self.envelope = envelope
    octetCount = mail.count
    stuffed = DotStuffing.encoded(mail)
    hasEightBit = mail.contains { $0 >= 0x80 }
    needsSMTPUTF8 = envelope.encoding == .utf8 && Self.needsUTF8(envelope, mail)
  }

  /// Whether an address or the header has an octet beyond ASCII (RFC 6531 §3.4).
  private static func needsUTF8(_ envelope: Envelope, _ mail: [UInt8]) -> Bool {
    envelope.reversePath.encoding == .utf8
      || envelope.forwardPaths.contains { $0.encoding == .utf8 }
      || header(of: mail).contains { $0 >= 0x80 }
  }

  private static func header(of mail: [UInt8]) -> ArraySlice<UInt8> {
    var lineStart = 0
    for index in mail.indices where mail[index] == .lineFeed {
      if index - lineStart <= 1 { return mail[..<index] }
      lineStart = index + 1
    }
    return mail[...]
  }

  /// Why a relay with these extensions must not be given the mail; nil when it may.
  func obstacle(_ extensions: RelayExtensions) -> Reply? {
    if stuffed == nil {
      return Reply(554, .init(5, 6, 0), "The mail has a bare CR or LF, which no relay may be sent")
    }
    if let most = extensions.mailOctetsMax, octetCount > most {
      return Reply(
        552, .init(5, 3, 4), "The mail has \(octetCount) octets; the relay takes at most \(most)")
    }
    if hasEightBit, !extensions.eightBitMIME {
      return Reply(554, .init(5, 6, 3), "The mail has 8-bit text, which the relay does not take")
    }
    if needsSMTPUTF8, !extensions.smtputf8 {
      return Reply(
        553, .init(5, 6, 7), "The mail has UTF-8 in addresses or header; the relay takes none")
    }
    return nil
  }

  /// The MAIL command for a relay with these extensions, without CRLF.
  func mailCommand(_ extensions: RelayExtensions) -> [UInt8] {
    var command = Array("MAIL FROM:<".utf8) + envelope.reversePath.octets + ">".utf8
    if extensions.size { command += " SIZE=\(octetCount)".utf8 }
    let isEightBit = hasEightBit || envelope.bodyKind == .eightBitMIME
    if extensions.eightBitMIME, isEightBit { command += " BODY=8BITMIME".utf8 }
    if extensions.smtputf8, envelope.encoding == .utf8 { command += " SMTPUTF8".utf8 }
    return command
  }
}
