// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY

/// Frames of the peer that has the keys.
extension StationScene {
  /// A control frame, true or not.
  mutating func control(_ reader: inout InputReader) -> [UInt8] {
    let number = MessageNumber(reader.byte())
    let content: ControlFrame.Content =
      switch reader.byte() % 8 {
      case 0:
        .poll(sourceCount: reader.word(), sent: reader.word(), repetition: reader.byte())
      case 1:
        .report(
          need: reader.word(), wantedSpreadingFactor: factor(reader.byte()),
          snrQuarterDecibels: Int8(bitPattern: reader.byte()))
      case 2: .done
      case 3: .busy(tensOfSeconds: reader.byte())
      case 4: .abort
      case 5: .abortAcknowledged
      case 6: .historyUnknown
      default: .rejected
      }
    return session.encode(content, number, covering: covered(by: content)).bytes
  }

  /// An RTS with the next counter, or with any.
  mutating func request(_ reader: inout InputReader) -> [UInt8] {
    let isNew = reader.byte() % 4 != 0
    counter = isNew ? counter &+ 1 : UInt16(truncatingIfNeeded: reader.word())
    return reservation(.request(counter: counter), covering: [], &reader)
  }

  /// A CTS to the station's last RTS, whether or not it still waits for one.
  mutating func clearance(_ reader: inout InputReader) -> [UInt8] {
    reservation(.clear, covering: announced, &reader)
  }

  private func reservation(
    _ kind: ReservationFrame.Kind, covering: [UInt8], _ reader: inout InputReader
  ) -> [UInt8] {
    let frame = ReservationFrame(
      kind: kind, connection: session.record.remoteConnection, frames: reader.byte(),
      durationUnits: UInt16(truncatingIfNeeded: reader.word()), place: place(&reader),
      mode: parameters.mode)
    return session.encode(frame, covering: covering).bytes
  }

  /// A place the station may use, or any.
  private func place(_ reader: inout InputReader) -> BurstPlace {
    let choice = reader.byte()
    var channel = choice & 1 == 0 ? parameters.homeChannel : parameters.extraChannels[0].channel
    channel.modulation.spreadingFactor = factor(choice >> 2)
    let usable = BurstPlace(channel, home: parameters.frequency)
    let any =
      choice & 2 == 0 ? nil : BurstPlace(rawValue: UInt16(truncatingIfNeeded: reader.word()))
    guard let place = any ?? usable else { preconditionFailure("home has no place") }
    return place
  }

  private func factor(_ choice: UInt8) -> SpreadingFactor {
    SpreadingFactor.allCases[Int(choice) % SpreadingFactor.allCases.count]
  }

  /// What an answer to the station's open request covers: the malicious peer knows it.
  private func covered(by content: ControlFrame.Content) -> [UInt8] {
    switch content {
    case .poll, .abort: return []
    default: break
    }
    let transfers = station.links[0].sessions.flatMap(\.outgoing.values)
    guard let transfer = transfers.first(where: { $0.openRequest != nil }) else { return [] }
    let request = transfer.openRequest ?? []
    return content == .done ? request + transfer.message.sealTag : request
  }

  /// A symbol of a message that need not be one.
  mutating func symbol(_ reader: inout InputReader) -> [UInt8] {
    let number = MessageNumber(reader.byte())
    let id = reader.word()
    let poll: PollBit = reader.byte() & 1 == 0 ? .silent : .answer
    let (kind, asks): (SymbolFrame.Kind, PollBit) =
      switch reader.byte() % 4 {
      case 0: (.source, poll)
      case 1: (.last, poll)
      case 2: (.repair(sourceCount: nil), .silent)
      default: (.repair(sourceCount: reader.word() & 0xFFF), .answer)
      }
    let symbol = reader.bytes(Int(reader.byte() % 250) + 1)
    let message = SealedMessage(
      session: session.id, number: number, handle: MessageHandle(rawValue: 0),
      messageClass: .chat, layout: .single,
      sealed: symbol)
    return session.encode(
      .symbol(kind, id: id, poll: asks, symbol), of: message
    ).bytes
  }

  /// A message the peer seals itself, in one frame or cut.
  mutating func single(_ reader: inout InputReader) {
    let count = Int(reader.byte() % 4)
    let payload = reader.bytes(Int(reader.byte()) % 200)
    let message = OutboundMessage(
      handle: MessageHandle(rawValue: 0), messageClass: .chat, payload: payload)
    let size =
      (payload.count + InnerHeader.encodedBytes + MessageSeal.tagBytes + count) / max(1, count)
    let layout: MessageLayout =
      count == 0 ? .single : .symbols(sourceCount: count, symbolBytes: size)
    guard let sealed = session.seal(message, layout: layout) else { return }
    _ = session.end(sealed.number)
    guard count > 0 else {
      _ = hear(session.encode(.single, of: sealed).bytes)
      return
    }
    guard let encoder = try? RepairEncoder(message: sealed.sealed, symbolBytes: size) else {
      return
    }
    for id in 0..<count {
      guard let symbol = try? encoder.symbol(esi: id) else { continue }
      let kind: SymbolFrame.Kind = id + 1 == count ? .last : .source
      let draft = OutgoingTransfer.Draft.symbol(
        kind, id: id, poll: id + 1 == count ? .answer : .silent, symbol)
      _ = hear(session.encode(draft, of: sealed).bytes)
    }
  }
}
