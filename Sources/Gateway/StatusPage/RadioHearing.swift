// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
package import LoRaPHY

/// What the radio heard last, whoever sent it.
public struct RadioHearing: Sendable, Codable, Equatable {
  /// Seconds since the last frame.
  public var heardSecondsAgo: Double
  /// Its signal to noise ratio, decibels.
  public var snrDecibels: Double
  /// Its signal strength, dBm.
  public var rssiDbm: Double
  /// The noise floor, dBm: the median of what strength and SNR of the last frames say.
  ///
  /// It is about right for frames near or below the noise, too high for strong ones.
  public var noiseFloorDbm: Double
}

/// Keeps the last frames heard.
package struct RadioEar: Sendable, Equatable {
  private static let keptFloors = 15

  private var last: (at: Instant, snr: Double, rssi: Double)?
  private var floors: [Double] = []

  /// Nothing was heard.
  package init() {}

  /// A frame was heard; figures that are none are passed over.
  package mutating func heard(snrDecibels: Double, rssiDbm: Double, at now: Instant) {
    guard snrDecibels.isFinite, rssiDbm.isFinite else { return }
    last = (now, snrDecibels, rssiDbm)
    // The strength is that of signal and noise together.
    floors.append(rssiDbm - 10 * log10(1 + pow(10, min(max(snrDecibels, -60), 60) / 10)))
    if floors.count > Self.keptFloors { floors.removeFirst() }
  }

  /// What was heard; nil when nothing was since the start.
  package func hearing(at now: Instant) -> RadioHearing? {
    guard let last, !floors.isEmpty else { return nil }
    return RadioHearing(
      heardSecondsAgo: max(now - last.at, .zero).inSeconds, snrDecibels: last.snr,
      rssiDbm: last.rssi, noiseFloorDbm: floors.sorted()[floors.count / 2])
  }

  /// Whether both heard the same.
  package static func == (left: RadioEar, right: RadioEar) -> Bool {
    left.floors == right.floors && left.last?.at == right.last?.at
  }
}
