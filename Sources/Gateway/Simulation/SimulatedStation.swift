// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY

/// A gateway of a simulated network: the link as it stands, with a queue in memory above it.
struct SimulatedStation: RadioUser {
  /// A message between two gateways.
  struct Parcel: Sendable {
    var id: Int
    var to: PeerKey
    var payload: [UInt8]
  }

  /// What became of a parcel.
  enum Outcome: Sendable {
    /// It is stored by its receiver.
    case stored(sender: PeerKey, payload: [UInt8])
    /// Its sender holds the proof.
    case proven(parcel: Int)
    /// A frame of the link is about to be sent.
    case keyed(for: PeerKey?)
    /// A frame outside the link is about to be sent.
    case keyedBare(frame: Int)
    /// The law does not let a frame outside the link be sent.
    case refused(frame: Int)
  }

  var station: LinkStation
  /// What happened since the last look.
  var outcomes: [Outcome] = []
  private var queues: [PeerKey: [Parcel]] = [:]
  private var underWay: [MessageHandle: Parcel] = [:]
  private var transmitter = SharedTransmitter()

  /// The peers it may talk to.
  let peers: [PeerKey]

  init(_ station: LinkStation, peers: [PeerKey]) {
    self.station = station
    self.peers = peers
  }

  /// While a frame outside the link is on the air, the link waits.
  var nextDeadline: Instant? {
    transmitter.occupant == .bareFrame ? nil : station.nextDeadline
  }

  mutating func handle(_ event: RadioUserEvent, at now: Instant) -> [RadioCommand] {
    guard case .transmitted = event else { return perform(LinkEvent(event), at: now) }
    let ended = transmitter.occupant
    transmitter.finish()
    let commands = ended == .link ? perform(.transmitted, at: now) : []
    return commands + sendWaiting(at: now)
  }

  /// Sends a frame outside the link at once, or as soon as the own transmitter is free.
  mutating func send(_ frame: SharedTransmitter.BareFrame, at now: Instant) -> [RadioCommand] {
    transmitter.add(frame)
    return sendWaiting(at: now)
  }

  private mutating func sendWaiting(at now: Instant) -> [RadioCommand] {
    if let frame = transmitter.takeHeld() { return key(frame) }
    while let frame = transmitter.nextBareFrame() {
      guard station.admitForeignFrame(bytes: frame.bytes, at: now) else {
        outcomes.append(.refused(frame: frame.id))
        continue
      }
      transmitter.begin()
      outcomes.append(.keyedBare(frame: frame.id))
      return [.transmit([UInt8](repeating: SentFrame.Kind.foreignByte, count: frame.bytes))]
    }
    return []
  }

  private mutating func key(_ frame: SharedTransmitter.LinkFrame) -> [RadioCommand] {
    outcomes.append(.keyed(for: frame.addressee))
    return [.transmit(frame.bytes)]
  }

  /// Takes a parcel into the queue to its receiver.
  mutating func submit(_ parcel: Parcel, at now: Instant) -> [RadioCommand] {
    queues[parcel.to, default: []].append(parcel)
    return feed(parcel.to, at: now)
  }

  private mutating func perform(_ event: LinkEvent, at now: Instant) -> [RadioCommand] {
    var commands: [RadioCommand] = []
    for action in station.handle(event, at: now).actions {
      switch action {
      case .transmit(let frame):
        let own = SharedTransmitter.LinkFrame(bytes: frame, addressee: station.addressee)
        if let own = transmitter.take(own) { commands += key(own) }
      case .sense:
        commands +=
          transmitter.occupant == nil ? [.sense] : perform(.sensed(.busy), at: now)
      case .tune(let channel): commands.append(.tune(channel))
      case .opened(let message):
        outcomes.append(.stored(sender: message.peer, payload: message.payload))
        commands += perform(.stored(message.peer, message.session, message.number), at: now)
      case .delivered(let report):
        if let parcel = underWay.removeValue(forKey: report.handle) {
          outcomes.append(.proven(parcel: parcel.id))
        }
        commands += feed(report.peer, at: now)
      case .historyUnknown: break
      case .returned(let handle, let peer):
        if let parcel = underWay.removeValue(forKey: handle) {
          queues[peer, default: []].insert(parcel, at: 0)
        }
        commands += feed(peer, at: now)
      }
    }
    return commands
  }

  private mutating func feed(_ peer: PeerKey, at now: Instant) -> [RadioCommand] {
    var commands: [RadioCommand] = []
    for messageClass in MessageClass.allCases where station.hasRoom(for: peer, of: messageClass) {
      guard
        let place = queues[peer]?.firstIndex(where: {
          MessageClass(packedBytes: $0.payload.count) == messageClass
        }), let parcel = queues[peer]?.remove(at: place)
      else { continue }
      let handle = MessageHandle(rawValue: Int64(parcel.id))
      underWay[handle] = parcel
      let message = OutboundMessage(
        handle: handle, messageClass: messageClass, payload: parcel.payload)
      commands += perform(.submit(message, to: peer), at: now)
    }
    return commands
  }
}
