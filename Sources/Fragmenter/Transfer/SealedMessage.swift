// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Names a message to its owner above the link: a shipment in the spool.
public struct MessageHandle: Sendable, Hashable, Codable {
  /// The row.
  public let rawValue: Int64

  /// Takes the row.
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A message the link is asked to carry.
public struct OutboundMessage: Sendable, Equatable {
  /// Its owner's name for it.
  public let handle: MessageHandle
  /// How urgent it is.
  public let messageClass: MessageClass
  /// What it holds.
  public let content: MessageContent
  /// Which deliberate copy of a mail it is; 0 for everything but a mail.
  public let copy: UInt8
  /// What is to be sealed.
  public let payload: [UInt8]

  /// Makes a message.
  public init(
    handle: MessageHandle, messageClass: MessageClass, content: MessageContent = .mail,
    copy: UInt8 = 0, payload: [UInt8]
  ) {
    self.handle = handle
    self.messageClass = messageClass
    self.content = content
    self.copy = copy
    self.payload = payload
  }
}

/// A message once sealed: committed before its first frame and sent byte-identical ever after.
public struct SealedMessage: Sendable, Equatable {
  /// The session that sealed it.
  public let session: SessionID
  /// Its number there.
  public let number: MessageNumber
  /// Its owner's name for it.
  public let handle: MessageHandle
  /// How urgent it is.
  public let messageClass: MessageClass
  /// How it is cut.
  public let layout: MessageLayout
  /// The message of the peer that a single says is stored; its seal covers it.
  public let acknowledged: MessageNumber?
  /// Ciphertext and seal tag, `sourceCount` × `symbolBytes` bytes unless it is a single.
  public let sealed: [UInt8]

  /// Makes a sealed message, as read back from the spool.
  public init(
    session: SessionID, number: MessageNumber, handle: MessageHandle, messageClass: MessageClass,
    layout: MessageLayout, acknowledged: MessageNumber? = nil, sealed: [UInt8]
  ) {
    self.session = session
    self.number = number
    self.handle = handle
    self.messageClass = messageClass
    self.layout = layout
    self.acknowledged = acknowledged
    self.sealed = sealed
  }

  /// The 16-byte tag at the end, which a DONE must cover.
  package var sealTag: [UInt8] { Array(sealed.suffix(MessageSeal.tagBytes)) }
}
