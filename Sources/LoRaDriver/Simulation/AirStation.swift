// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// A station of a simulated air.
struct AirStation: Sendable {
  let id: StationID
  var site: StationSite
  var channel: RadioChannel
  /// Since when it listens there without a break but its own transmissions.
  var since: Instant
  /// The end of its last transmission.
  var transmittingUntil = Instant.zero
  var counters = AirCounters()
  /// Used by the physical model.
  var receiver = LoRaReceiver()
  /// Used by the bursty model.
  var bursts: BurstProcess
}

/// A frame on the air.
struct Flight: Sendable {
  var signal: Signal
  var frame: [UInt8]
  /// Another frame overlaps it.
  var hasCollided = false
  /// Stations that were transmitting during it.
  var deaf: Set<StationID> = []
  /// What was on the air meanwhile.
  var others: [Signal] = []

  /// Makes each of two frames know of the other one.
  static func meet(_ first: inout Flight, _ second: inout Flight) {
    first.deaf.insert(second.signal.station)
    second.deaf.insert(first.signal.station)
    first.others.append(second.signal)
    second.others.append(first.signal)
    guard first.signal.channel.collides(with: second.signal.channel) else { return }
    first.hasCollided = true
    second.hasCollided = true
  }
}
