// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY

/// A station on the air with strangers and with a peer that has the keys and no manners.
///
/// The input is a script of events: raw frames, and frames with any contents that the peer tags or
/// seals. A raw frame has no right tag; it must make nothing of ours delivered, opened or stored.
/// Inputs of odd length play among amateurs, in clear mode.
enum StationTarget {
  static func run(_ input: [UInt8]) -> Int32 {
    guard var scene = input.count.isMultiple(of: 2) ? encrypted : clear else { return -1 }
    var reader = InputReader(input)
    for _ in 0..<64 where !reader.isAtEnd { scene.act(&reader) }
    return 0
  }

  /// Both ends of a session, before each input.
  private static let encrypted = Scene(callSign: nil)
  private static let clear = Scene(callSign: CallSign("F4ABC"))

  private struct Scene {
    var station: LinkStation
    var session: Session
    let peer: PeerKey
    var now = Instant.zero
    var handle: Int64 = 0
    var messages: [(SessionID, MessageNumber)] = []
    var isTransmitting = false

    init?(callSign: CallSign?) {
      let identities = [UInt8(1), 2].compactMap {
        LinkIdentity(privateKey: [UInt8](repeating: $0, count: 32))
      }
      guard identities.count == 2 else { return nil }
      var parameters = LinkParameters(
        modulation: Modulation(
          spreadingFactor: .sf7, bandwidth: .kHz125, codingRate: .fourFifths))
      parameters.frequency = Frequency(hertz: 869_525_000)
      parameters.spreadingFactors = [.sf7, .sf8, .sf9]
      parameters.rescueSpreadingFactor = .sf9
      parameters.mode = callSign == nil ? .encrypted : .clear
      parameters.callSign = callSign
      peer = identities[1].publicKey
      station = LinkStation(
        identity: identities[0], peers: [peer], parameters: parameters,
        random: SplitMix64(seed: 1))
      var other = LinkStation(
        identity: identities[1], peers: [identities[0].publicKey], parameters: parameters,
        random: SplitMix64(seed: 2))
      LinkStation.introduce(&other, &station, at: .zero)
      guard let session = other.links.first?.sessions.last else { return nil }
      self.session = session
    }

    mutating func act(_ reader: inout InputReader) {
      switch reader.byte() % 10 {
      case 0:
        let step = hear(reader.bytes(Int(reader.byte())))
        precondition(!step.actions.contains(where: isOurs), "a stranger's frame changed something")
      case 1: _ = hear(control(&reader))
      case 2, 3: _ = hear(symbol(&reader))
      case 4: single(&reader)
      case 5:
        handle += 1
        let message = OutboundMessage(
          handle: MessageHandle(rawValue: handle), messageClass: .normal,
          payload: [UInt8](repeating: reader.byte(), count: reader.word() % 2000))
        perform(.submit(message, to: peer))
      case 6 where isTransmitting:
        isTransmitting = false
        perform(reader.byte() % 8 == 0 ? .transmissionFailed : .transmitted)
      case 7: perform(.sensed(reader.byte() % 4 == 0 ? .busy : .clear))
      case 8:
        guard let (session, number) = messages.popLast() else { return }
        perform(.stored(peer, session, number))
      default:
        let pause = Duration.milliseconds(reader.word() * 10)
        now = max(now + pause, station.nextDeadline.map { min($0, now + .seconds(700)) } ?? now)
        letTimePass()
      }
      for session in station.links[0].sessions {
        precondition(session.incoming.count <= Limits.openMessages, "too many messages open")
      }
      precondition(station.links[0].sessions.count <= 4, "too many sessions")
    }

    /// Handles what is due; that must come to an end.
    private mutating func letTimePass() {
      for _ in 0..<20 {
        perform(.deadline)
        guard let next = station.nextDeadline, next <= now else { return }
      }
      preconditionFailure("a deadline that never passes")
    }

    private func isOurs(_ action: LinkAction) -> Bool {
      switch action {
      case .opened, .delivered: true
      default: false
      }
    }

    private mutating func hear(_ frame: [UInt8]) -> LinkStep {
      perform(.received(frame, snr: SNR(decibels: Double(frame.count) / 10 - 12)))
    }

    @discardableResult private mutating func perform(_ event: LinkEvent) -> LinkStep {
      let step = station.handle(event, at: now)
      for action in step.actions {
        switch action {
        case .transmit(let frame):
          precondition((try? Frame(decoding: frame)) != nil, "a frame sent that is none")
          isTransmitting = true
        case .opened(let message): messages.append((message.session, message.number))
        default: break
        }
      }
      return step
    }

    private mutating func control(_ reader: inout InputReader) -> [UInt8] {
      let number = MessageNumber(reader.byte())
      let content: ControlFrame.Content =
        switch reader.byte() % 7 {
        case 0:
          .poll(sourceCount: reader.word(), sent: reader.word(), repetition: reader.byte())
        case 1:
          .report(need: reader.word(), wantedSpreadingFactor: .sf9, snrQuarterDecibels: -7)
        case 2: .done
        case 3: .busy(tensOfSeconds: reader.byte())
        case 4: .abort
        case 5: .abortAcknowledged
        default: .rejected
        }
      return session.encode(content, number, covering: covered(by: content)).bytes
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

    private mutating func symbol(_ reader: inout InputReader) -> [UInt8] {
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
    private mutating func single(_ reader: inout InputReader) {
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
}
