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
/// | 0 | class (high 4 bits), content (low 4 bits): 0 = a mail |
/// | 1 | padding bytes behind the payload |
/// | 2 | reserved for bundles and deliberate copies, 0 |
package struct InnerHeader: Sendable, Equatable {
  /// The length of the header.
  package static let encodedBytes = 3

  package var messageClass: MessageClass
  package var paddingBytes: UInt8

  package init(messageClass: MessageClass, paddingBytes: UInt8) {
    self.messageClass = messageClass
    self.paddingBytes = paddingBytes
  }

  /// Reads the start of an opened message; nil when it is none of this version.
  package init?(decoding bytes: [UInt8]) {
    guard bytes.count >= Self.encodedBytes, bytes[0] & 0x0F == 0, bytes[2] == 0,
      let messageClass = MessageClass(rawValue: bytes[0] >> 4)
    else { return nil }
    self.init(messageClass: messageClass, paddingBytes: bytes[1])
  }

  /// The header as it is sealed.
  package var encoded: [UInt8] { [messageClass.rawValue << 4, paddingBytes, 0] }
}
