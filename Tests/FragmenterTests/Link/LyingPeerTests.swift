// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// A peer that has the keys and answers what it likes.
@Suite struct LyingPeerTests {
  /// A station with a second channel, and the session of its peer.
  private struct Scene {
    var station: LinkStation
    let session: Session
    let peer: PeerKey
    let home: RadioChannel
    let extra: RadioChannel
    var now = Instant.zero

    init() throws {
      let identities = try [UInt8(1), 2].map {
        try #require(LinkIdentity(privateKey: [UInt8](repeating: $0, count: 32)))
      }
      var parameters = LinkParameters(modulation: LinkPair.channel.modulation)
      parameters.frequency = LinkPair.channel.frequency
      let extraChannel = TwoBands.extra(.any, bandwidth: .kHz250)
      extra = extraChannel.channel
      parameters.extraChannels = [extraChannel]
      home = parameters.homeChannel
      peer = identities[1].publicKey
      station = LinkStation(
        identity: identities[0], peers: [peer], parameters: parameters,
        random: SplitMix64(seed: 1))
      var other = LinkStation(
        identity: identities[1], peers: [identities[0].publicKey], parameters: parameters,
        random: SplitMix64(seed: 2))
      LinkStation.introduce(&other, &station, at: .zero)
      session = try #require(other.links.first?.sessions.last)
    }

    /// Submits a message and lets the time pass until its burst is announced; the tag of the RTS.
    mutating func announcement() throws -> [UInt8] {
      let message = OutboundMessage(
        handle: MessageHandle(rawValue: 1), messageClass: .bulk,
        payload: [UInt8](repeating: 7, count: 20_000))
      var events: [LinkEvent] = [.submit(message, to: peer)]
      for _ in 0..<1000 {
        if events.isEmpty {
          now = max(now, try #require(station.nextDeadline))
          events.append(.deadline)
        }
        for action in station.handle(events.removeFirst(), at: now).actions {
          switch action {
          case .sense: events.append(.sensed(.clear))
          case .transmit(let bytes):
            events.append(.transmitted)
            guard case .reservation(let frame) = try Frame(decoding: bytes),
              case .request = frame.kind
            else { continue }
            _ = station.handle(.transmitted, at: now)
            return Array(bytes.suffix(FrameTag.shortBytes))
          default: break
          }
        }
      }
      Issue.record("nothing was announced")
      return []
    }

    /// Where the station tunes to when the peer agrees to a burst at a place.
    mutating func tuned(by place: BurstPlace) throws -> [RadioChannel] {
      let request = try announcement()
      let frame = ReservationFrame(
        kind: .clear, connection: session.record.remoteConnection, frames: 8, durationUnits: 200,
        place: place)
      let clearance = session.encode(frame, covering: request).bytes
      let step = station.handle(.received(clearance, snr: SNR(decibels: 9)), at: now)
      return step.actions.compactMap { if case .tune(let channel) = $0 { channel } else { nil } }
    }
  }

  @Test func `a station goes where it announced a burst and to no place it must not use`() throws {
    var scene = try Scene()
    let home = scene.home
    let agreed = try #require(BurstPlace(scene.extra, home: home.frequency))
    #expect(try scene.tuned(by: agreed) == [scene.extra])
    for steps in [-512, -58, 1, 511] {
      scene = try Scene()
      var elsewhere = home
      elsewhere.frequency = Frequency(hertz: UInt32(Int(home.frequency.hertz) + steps * 25_000))
      let place = try #require(BurstPlace(elsewhere, home: home.frequency))
      #expect(try scene.tuned(by: place) == [], "\(steps) steps from home")
    }
  }
}
