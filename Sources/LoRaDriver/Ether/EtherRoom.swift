// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// The ether's own machine: which radios there are, and what they get to hear.
///
/// Pure; the time passed in is the air's, already scaled.
package struct EtherRoom: Sendable {
  /// Names a connection.
  package struct ClientID: Sendable, Hashable {
    private let rawValue: Int

    /// Makes the name.
    package init(_ rawValue: Int) { self.rawValue = rawValue }
  }

  /// What happens to the room.
  package enum Event: Sendable {
    /// A radio said something.
    case message(EtherMessage, from: ClientID)
    /// A radio went away.
    case left(ClientID)
    /// The deadline has come.
    case deadline
  }

  /// What the room wants done.
  package enum Action: Sendable, Equatable {
    /// Tell a radio.
    case send(EtherMessage, to: ClientID)
    /// Close the connection of a radio that breaks the protocol.
    case drop(ClientID)
  }

  private struct Member: Sendable {
    var station: StationID
    var channel: RadioChannel
    /// The request whose frame is on the air.
    var sending: UInt32?
  }

  private var air: SimulatedAir
  private var members: [ClientID: Member] = [:]
  private var clients: [StationID: ClientID] = [:]

  /// A room without radios.
  package init(loss: LossModel, seed: UInt64) { air = SimulatedAir(loss: loss, seed: seed) }

  /// What happened on the air so far.
  package var counters: AirCounters { air.counters }

  /// The next instant at which `.deadline` must be handled.
  package var nextDeadline: Instant? { air.nextDeadline }

  /// Takes what happened; returns what shall be done, in order.
  package mutating func handle(_ event: Event, at now: Instant) -> [Action] {
    // The air first: what ended before the event must not be changed by it.
    let actions = air.advance(to: now).compactMap { report($0) }
    switch event {
    case .deadline: return actions
    case .left(let client):
      leave(client, at: now)
      return actions
    case .message(let message, let client):
      return actions + [answer(message, from: client, at: now)].compactMap(\.self)
    }
  }

  private mutating func answer(
    _ message: EtherMessage, from client: ClientID, at now: Instant
  ) -> Action? {
    switch message {
    case .tune(let request, let channel):
      tune(client, to: channel, at: now)
      return .send(.tuned(request: request), to: client)
    case .transmit(let request, let frame):
      return transmit(frame, request: request, from: client, at: now)
    case .sense(let request):
      guard let member = members[client] else {
        return .send(.refused(request: request, reason: .notTuned), to: client)
      }
      let activity = air.activity(at: member.station, now: now)
      return .send(.sensed(request: request, activity: activity), to: client)
    case .tuned, .transmitted, .sensed, .refused, .received:
      return .drop(client)
    }
  }

  private mutating func tune(_ client: ClientID, to channel: RadioChannel, at now: Instant) {
    guard let member = members[client] else {
      let station = air.join(tunedTo: channel, at: now)
      members[client] = Member(station: station, channel: channel)
      clients[station] = client
      return
    }
    // Who stays where it is goes on hearing the frame on the air.
    guard member.channel != channel else { return }
    members[client]?.channel = channel
    air.tune(member.station, to: channel, at: now)
  }

  private mutating func transmit(
    _ frame: [UInt8], request: UInt32, from client: ClientID, at now: Instant
  ) -> Action? {
    guard let member = members[client] else {
      return .send(.refused(request: request, reason: .notTuned), to: client)
    }
    do throws(AirError) {
      _ = try air.transmit(member.station, frame: frame, at: now)
      members[client]?.sending = request
      return nil
    } catch {
      return .send(.refused(request: request, reason: EtherRefusal(error)), to: client)
    }
  }

  private mutating func leave(_ client: ClientID, at now: Instant) {
    guard let member = members.removeValue(forKey: client) else { return }
    clients[member.station] = nil
    air.leave(member.station, at: now)
  }

  private mutating func report(_ event: AirEvent) -> Action? {
    switch event {
    case .transmitted(let station, _):
      guard let client = clients[station], let request = members[client]?.sending else {
        return nil
      }
      members[client]?.sending = nil
      return .send(.transmitted(request: request), to: client)
    case .received(let station, let frame):
      guard let client = clients[station] else { return nil }
      let message = EtherMessage.received(
        frame: frame.bytes, snr: frame.snr, rssi: frame.rssi, channel: frame.channel)
      return .send(message, to: client)
    }
  }
}

extension EtherRefusal {
  fileprivate init(_ error: AirError) {
    switch error {
    case .unknownStation: self = .notTuned
    case .frameBytes: self = .frameBytes
    case .stillTransmitting: self = .stillTransmitting
    }
  }
}
