// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// A frame on the air as far as others are disturbed by it.
struct Signal: Sendable, Equatable {
  /// Counts the frames of an air.
  var serial: Int
  var station: StationID
  /// Where its sender stood when it began.
  var site: StationSite
  var channel: RadioChannel
  var start: Instant
  var end: Instant

  /// The end of so many symbols.
  func symbols(_ count: Double) -> Instant {
    let symbol = channel.modulation.symbolDuration.wholeMicroseconds
    return start + .microseconds(Int64(Double(symbol) * count))
  }

  /// The programmed preamble, within what radios can send.
  var preambleSymbols: Double {
    Double(min(max(channel.modulation.sentPreambleSymbols, 0), PHYLimits.preambleSymbols))
  }

  /// From here on a receiver that begins to listen has missed too much of the preamble.
  ///
  /// Five symbols of it are needed. Source: Bor et al., "Do LoRa low-power wide-area networks
  /// scale?", 2016, §3.
  var criticalStart: Instant {
    symbols(max(preambleSymbols - CaptureModel.detectionSymbols, 0))
  }

  func overlaps(_ other: Signal) -> Bool { start < other.end && other.start < end }
}

extension RadioChannel {
  /// Whether frames on both channels are heard by the same receiver, and so disturb each other.
  func collides(with other: RadioChannel) -> Bool {
    frequency == other.frequency && hasChirps(of: other)
  }

  func hasChirps(of other: RadioChannel) -> Bool {
    modulation.spreadingFactor == other.modulation.spreadingFactor
      && modulation.bandwidth == other.modulation.bandwidth
  }

  /// The carrier in hertz as a crystal makes it.
  func carrier(crystalPPM: Double) -> Double {
    Double(frequency.hertz) * (1 + crystalPPM / 1_000_000)
  }
}
