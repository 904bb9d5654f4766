// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// A frame that has left its antenna, and what became of it at those who might have heard it.
package struct Transmission: Sendable, Equatable {
  /// Who sent it.
  package let station: StationID
  /// What was sent.
  package let frame: [UInt8]
  /// Where it was sent.
  package let channel: RadioChannel
  /// Its first symbol.
  package let start: Instant
  /// The end of its last symbol.
  package let end: Instant
  /// Who received it.
  package private(set) var receivers: [StationID] = []
  /// At whom an overlapping frame destroyed it.
  package private(set) var destroyedAt: [StationID] = []

  init(_ flight: Flight) {
    station = flight.signal.station
    frame = flight.frame
    channel = flight.signal.channel
    start = flight.signal.start
    end = flight.signal.end
  }

  mutating func note(_ fate: Fate, at station: StationID) {
    switch fate {
    case .delivered: receivers.append(station)
    case .collided: destroyedAt.append(station)
    case .lost, .deaf, .outOfReach: break
    }
  }
}
