// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY

/// A link on a simulated radio that always has bulk to send, or only receives.
struct BulkUser: RadioUser {
  /// The size of each message: 205 frames.
  static let messageBytes = 50_000

  /// Bytes of the messages received whole.
  private(set) var wholeBytes = 0
  /// Symbols received of messages that are not whole yet.
  private(set) var symbols = 0
  private var station: LinkStation
  private let target: PeerKey?
  /// The share of frames that other stations destroy here.
  var destroyed = 0.0
  private var random: SplitMix64
  private var lastHandle: Int64 = 0

  init(
    _ identity: LinkIdentity, peer: PeerKey, isSending: Bool, parameters: LinkParameters,
    seed: UInt64
  ) {
    station = LinkStation(
      identity: identity, peers: [peer], parameters: parameters, random: SplitMix64(seed: seed))
    random = SplitMix64(seed: ~seed)
    target = isSending ? peer : nil
  }

  var nextDeadline: Instant? { station.nextDeadline }

  mutating func handle(_ event: RadioUserEvent, at now: Instant) -> [RadioCommand] {
    switch event {
    case .received(let frame):
      guard random.fraction() >= destroyed else { return [] }
      return perform(.received(frame.bytes, snr: frame.snr), at: now)
    case .transmitted: return perform(.transmitted, at: now)
    case .sensed(.clear): return perform(.sensed(.clear), at: now)
    case .sensed(.busy): return perform(.sensed(.busy), at: now)
    case .deadline: return perform(.deadline, at: now)
    }
  }

  /// Gives the link its next message when it has room for one.
  mutating func fill(at now: Instant) -> [RadioCommand] {
    guard let target, station.hasRoom(for: target, of: .bulk) else { return [] }
    lastHandle += 1
    let message = OutboundMessage(
      handle: MessageHandle(rawValue: lastHandle), messageClass: .bulk,
      payload: [UInt8](repeating: UInt8(truncatingIfNeeded: lastHandle), count: Self.messageBytes))
    return perform(.submit(message, to: target), at: now)
  }

  private mutating func perform(_ event: LinkEvent, at now: Instant) -> [RadioCommand] {
    let step = station.handle(event, at: now)
    for change in step.changes {
      if case .symbol = change { symbols += 1 }
    }
    // What follows from an action comes after all actions of its step.
    var stored: [LinkEvent] = []
    let commands = step.actions.compactMap { act($0, stored: &stored) }
    return commands + stored.flatMap { perform($0, at: now) } + fill(at: now)
  }

  private mutating func act(_ action: LinkAction, stored: inout [LinkEvent]) -> RadioCommand? {
    switch action {
    case .transmit(let frame): return .transmit(frame)
    case .tune(let channel): return .tune(channel)
    case .sense: return .sense
    case .opened(let message):
      wholeBytes += message.payload.count
      symbols = 0
      stored.append(.stored(message.peer, message.session, message.number))
    case .delivered, .historyUnknown, .returned: break
    }
    return nil
  }
}
