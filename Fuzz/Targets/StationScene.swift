// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY

/// A station in a session with a peer, and what may happen to it.
struct StationScene {
  var station: LinkStation
  var session: Session
  let peer: PeerKey
  let parameters: LinkParameters
  /// The tag of the station's last RTS, which the CTS to it covers.
  var announced: [UInt8] = []
  /// The counter of the peer's last RTS.
  var counter: UInt16 = 0
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
    parameters.extraChannels = [Self.extraChannel(parameters)]
    self.parameters = parameters
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

  /// A faster channel 300 kHz below home, for everything.
  private static func extraChannel(_ parameters: LinkParameters) -> ExtraChannel {
    var channel = parameters.homeChannel
    channel.frequency = Frequency(hertz: channel.frequency.hertz - 300_000)
    channel.modulation.bandwidth = .kHz250
    return ExtraChannel(
      channel, use: .any, band: parameters.homeBand, spreadingFactors: [.sf7, .sf8])
  }

  mutating func act(_ reader: inout InputReader) {
    switch reader.byte() % 12 {
    case 0:
      let step = hear(reader.bytes(Int(reader.byte())))
      precondition(!step.actions.contains(where: isOurs), "a stranger's frame changed something")
    case 1: _ = hear(control(&reader))
    case 2, 3: _ = hear(symbol(&reader))
    case 4: single(&reader)
    case 5:
      handle += 1
      let message = OutboundMessage(
        handle: MessageHandle(rawValue: handle), messageClass: handle % 3 == 0 ? .chat : .normal,
        payload: [UInt8](repeating: reader.byte(), count: reader.word() % 2000))
      perform(.submit(message, to: peer))
    case 6 where isTransmitting:
      isTransmitting = false
      perform(reader.byte() % 8 == 0 ? .transmissionFailed : .transmitted)
    case 7: perform(.sensed(reader.byte() % 4 == 0 ? .busy : .clear))
    case 8:
      guard let (session, number) = messages.popLast() else { return }
      perform(
        reader.byte() % 4 == 0
          ? .historyUnknown(peer, session, number) : .stored(peer, session, number))
    case 9: _ = hear(request(&reader))
    case 10: _ = hear(clearance(&reader))
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

  mutating func hear(_ frame: [UInt8]) -> LinkStep {
    perform(.received(frame, snr: SNR(decibels: Double(frame.count) / 10 - 12)))
  }

  @discardableResult private mutating func perform(_ event: LinkEvent) -> LinkStep {
    let step = station.handle(event, at: now)
    for action in step.actions {
      switch action {
      case .transmit(let frame):
        noteSent(frame)
        isTransmitting = true
      case .tune(let channel):
        let isMeeting = [MeetingPlace.home, .rescue].contains {
          parameters.channel(of: $0) == channel
        }
        precondition(isMeeting || parameters.mayListen(on: channel), "tuned where it must not be")
      case .opened(let message): messages.append((message.session, message.number))
      default: break
      }
    }
    return step
  }

  private mutating func noteSent(_ bytes: [UInt8]) {
    guard let frame = try? Frame(decoding: bytes) else {
      preconditionFailure("a frame sent that is none")
    }
    if case .reservation(let reservation) = frame, case .request = reservation.kind {
      announced = Array(bytes.suffix(FrameTag.shortBytes))
    }
  }
}
