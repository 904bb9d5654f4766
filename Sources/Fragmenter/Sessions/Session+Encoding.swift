// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto

/// Bytes for the antenna, and what is expected after them.
package struct EncodedFrame: Sendable, Equatable {
  package var bytes: [UInt8]
  /// The tag an answer must cover, when the frame asks for one.
  package var request: [UInt8]?
}

extension Session {
  /// Makes the bytes of a transfer's frame.
  package func encode(_ draft: OutgoingTransfer.Draft, of message: SealedMessage) -> EncodedFrame {
    switch draft {
    case .single:
      let frame = SingleFrame(
        connection: record.remoteConnection, number: message.number,
        acknowledged: message.acknowledged, sealed: message.sealed, mode: record.mode)
      return EncodedFrame(
        bytes: frame.encoded, request: Array(message.sealTag.prefix(FrameTag.shortBytes)))
    case .symbol(let kind, let id, let poll, let symbol):
      let frame = SymbolFrame(
        kind: kind, poll: poll, connection: record.remoteConnection, slot: message.number.slot,
        symbolID: id, symbol: symbol, mode: record.mode)
      let tag = makeTag(.symbol, message.number, frame.untagged, covering: [])
      return EncodedFrame(bytes: frame.untagged + tag, request: poll == .answer ? tag : nil)
    case .poll(let count, let sent, let repetition):
      return encode(
        .poll(sourceCount: count, sent: sent, repetition: repetition), message.number, covering: [])
    case .abort:
      return encode(.abort, message.number, covering: [])
    }
  }

  /// Makes the bytes of a control frame; `covering` is what an answer's tag covers besides.
  package func encode(
    _ content: ControlFrame.Content, _ number: MessageNumber, covering: [UInt8]
  ) -> EncodedFrame {
    let frame = ControlFrame(
      connection: record.remoteConnection, slot: number.slot, content: content,
      mode: record.mode)
    let tag = makeTag(frame.tagKind, number, frame.untagged, covering: covering)
    return EncodedFrame(bytes: frame.untagged + tag, request: tag)
  }

  func makeTag(
    _ kind: FrameTag.Kind, _ number: MessageNumber, _ untagged: [UInt8], covering: [UInt8]
  ) -> [UInt8] {
    FrameTag.make(
      kind, number: number, untagged: untagged, covering: covering,
      key: SymmetricKey(data: record.sendFrameKey))
  }

  /// Whether a frame of the peer carries the right tag.
  func verify(
    _ kind: FrameTag.Kind, _ number: MessageNumber, _ frame: [UInt8], covering: [UInt8] = []
  ) -> Bool {
    FrameTag.verify(
      kind, number: number, frame: frame, covering: covering,
      key: SymmetricKey(data: record.receiveFrameKey))
  }
}
