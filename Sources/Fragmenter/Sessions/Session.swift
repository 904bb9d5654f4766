// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
package import LoRaPHY

/// A session with a peer: keys, numbers and the transfers of both directions.
package struct Session: Sendable {
  /// What of it is kept on disk.
  package internal(set) var record: SessionRecord
  /// What it may be used for.
  package internal(set) var standing: Standing
  /// When its handshake completed; nil when it was read from disk.
  package let madeAt: Instant?
  /// Messages of ours that are not confirmed.
  package var outgoing: [MessageNumber: OutgoingTransfer] = [:]
  /// What those cost so far.
  package var reports: [MessageNumber: TransferReport] = [:]
  /// Messages of the peer that are not stored.
  package var incoming: [MessageNumber: IncomingTransfer] = [:]
  /// The highest counter of an RTS taken.
  var announcementMark: UInt16 = 0
  /// The highest counter of a request for an echo taken.
  var echoMark: UInt16 = 0
  /// Which requests about stored messages were answered.
  var closedAnswers: [MessageNumber: AnswerMemory] = [:]
  /// Frames with this session's connection id that were not authentic.
  package private(set) var failedTags = 0
  private var sending: SendState?

  /// A session whose handshake has just completed.
  package init(
    _ record: SessionRecord, sendChain: ChainKey, standing: Standing, at now: Instant
  ) {
    self.record = record
    sending = SendState(chain: sendChain)
    self.standing = standing
    madeAt = now
  }

  /// A session read from disk; it only finishes what it began.
  package init(restored record: SessionRecord) {
    self.record = record
    standing = .finishing
    madeAt = nil
  }

  /// What a session may be used for.
  package enum Standing: Sendable, Equatable {
    /// The responder's, before the initiator's first frame in it.
    case pending
    /// New messages are sealed in it.
    case current
    /// Only what it began is finished.
    case finishing
  }

  package var id: SessionID { record.id }

  /// Whether a new message may be sealed now.
  package var canSeal: Bool { standing == .current && nextNumber != nil }

  /// The number the next message gets; nil when no lane is free, or this session only finishes.
  package var nextNumber: MessageNumber? { sending?.nextNumber(whileOpen: outgoing.keys) }

  /// Whether a new session should replace this one before more is sealed.
  package func isRekeyDue(at now: Instant) -> Bool {
    guard let sending, standing == .current, let madeAt else { return true }
    let isAttacked = failedTags >= Limits.failedTags && now - madeAt >= Limits.failedTagsRekeyAge
    return sending.sealed >= Limits.rekeyMessages || nextNumber == nil
      || now - madeAt >= Limits.rekeyAge || isAttacked
  }

  /// A frame with this session's connection id was not authentic.
  package mutating func countFailedTag() { failedTags += 1 }

  /// Seals a message under the next number; nil when none is free.
  ///
  /// A single may say besides that a message of the peer is stored.
  package mutating func seal(
    _ message: OutboundMessage, layout: MessageLayout,
    acknowledging acknowledged: MessageNumber? = nil
  ) -> SealedMessage? {
    guard standing == .current, var sending, let number = nextNumber else { return nil }
    let content = InnerHeader.encodedBytes + message.payload.count
    var padding = 0
    var prefix: [UInt8] = []
    switch layout {
    case .single:
      prefix =
        SingleFrame(
          connection: record.remoteConnection, number: number, acknowledged: acknowledged,
          sealed: [], mode: record.mode
        ).prefix
    case .symbols(let count, let size):
      padding = count * size - content - MessageSeal.tagBytes
    }
    guard let paddingBytes = UInt8(exactly: padding) else { return nil }
    let header = InnerHeader(
      messageClass: message.messageClass, content: message.content, paddingBytes: paddingBytes,
      copy: message.copy)
    let plaintext =
      header.encoded + message.payload + [UInt8](repeating: 0, count: padding)
    guard let key = sending.takeKey(number).map({ SymmetricKey(data: $0) }) else { return nil }
    let data = record.additionalData(number, from: .local, singlePrefix: prefix)
    guard
      let sealed = MessageSeal.seal(
        plaintext, key: key, additionalData: data, mode: record.mode)
    else { return nil }
    self.sending = sending
    let result = SealedMessage(
      session: id, number: number, handle: message.handle, messageClass: message.messageClass,
      layout: layout, acknowledged: acknowledged, sealed: sealed)
    begin(OutgoingTransfer(result))
    return result
  }

  /// Takes up a transfer, a new one or one read from disk.
  package mutating func begin(_ transfer: OutgoingTransfer) {
    let message = transfer.message
    outgoing[message.number] = transfer
    reports[message.number] = TransferReport(
      handle: message.handle, peer: record.peer, sourceCount: message.layout.sourceCount)
  }

  /// Ends a transfer of ours; the result says what it cost.
  package mutating func end(_ number: MessageNumber) -> TransferReport? {
    guard let transfer = outgoing.removeValue(forKey: number),
      var report = reports.removeValue(forKey: number)
    else { return nil }
    report.progress = transfer.progress
    return report
  }

  /// The transfer that a slot in an answer means.
  package func outgoingNumber(slot: UInt8) -> MessageNumber? {
    outgoing.keys.first { $0.slot == slot }
  }
}
