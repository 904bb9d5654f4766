// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How urgent a message is; the order in which the air is given out.
public enum MessageClass: UInt8, Sendable, Codable, CaseIterable {
  /// Reports and results.
  case control = 0
  /// Small mail, packed into at most 4 kB.
  case chat = 1
  /// Mail of ordinary size.
  case normal = 2
  /// Large mail.
  case bulk = 3
}

/// The first three bytes inside every seal.
///
/// | byte | content |
/// |---|---|
/// | 0 | class (high 4 bits), ``MessageContent`` (low 4 bits) |
/// | 1 | padding bytes behind the payload |
/// | 2 | content 0: which deliberate copy of the mail this is, from 0; other contents: 0 |
package struct InnerHeader: Sendable, Equatable {
  /// The length of the header.
  package static let encodedBytes = 3

  package var messageClass: MessageClass
  package var content: MessageContent
  package var paddingBytes: UInt8
  /// Keeps deliberate copies of one mail apart; 0 for everything but a mail.
  package var copy: UInt8

  package init(
    messageClass: MessageClass, content: MessageContent = .mail, paddingBytes: UInt8,
    copy: UInt8 = 0
  ) {
    self.messageClass = messageClass
    self.content = content
    self.paddingBytes = paddingBytes
    self.copy = content == .mail ? copy : 0
  }

  /// Reads the start of an opened message; nil when it is none of this version.
  package init?(decoding bytes: [UInt8]) {
    guard bytes.count >= Self.encodedBytes,
      let messageClass = MessageClass(rawValue: bytes[0] >> 4),
      let content = MessageContent(rawValue: bytes[0] & 0x0F),
      content == .mail || bytes[2] == 0
    else { return nil }
    self.init(
      messageClass: messageClass, content: content, paddingBytes: bytes[1], copy: bytes[2])
  }

  /// The header as it is sealed.
  package var encoded: [UInt8] {
    [messageClass.rawValue << 4 | content.rawValue, paddingBytes, copy]
  }
}
