// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// The rules of LoRaSim, for comparison with published figures.
///
/// A frame counts when it is above the sensitivity measured for its spreading factor and
/// bandwidth; spreading factors and frequencies do not disturb each other. Signals weaken with the
/// distance as measured in a built-up place: 127.41 dB at 40 m, exponent 2.08.
/// Source: Bor, Roedig, Voigt, Alonso, "Do LoRa low-power wide-area networks scale?", MSWiM 2016.
public enum LoRaSimRules: Sendable, Hashable {
  /// Frames that overlap destroy each other.
  case aloha
  /// 6 dB over the other one save a frame, and so does the other one's end before the last five
  /// symbols of its preamble.
  case capture

  /// The path loss of the paper.
  public static let pathLoss = PathLoss.logDistance(
    exponent: 2.08, referenceMetres: 40, referenceLossDecibels: 127.41)

  private static let captureDecibels = 6.0

  /// The strength of a signal at a receiver.
  func strength(of signal: Signal, at receiver: AirStation) -> RSSI {
    let loss = Self.pathLoss.decibels(
      from: signal.site, to: receiver.site, frequency: signal.channel.frequency)
    return RSSI(dBm: signal.site.eirpDBm + receiver.site.receiveGainDecibels - loss)
  }

  /// Whether a receiver notices a signal at all.
  func isHeard(_ signal: Signal, at receiver: AirStation) -> Bool {
    strength(of: signal, at: receiver).dBm >= Self.sensitivity(of: signal.channel.modulation).dBm
  }

  /// Whether one of the others destroys the frame at a receiver.
  func isDestroyed(_ signal: Signal, by others: [Signal], at receiver: AirStation) -> Bool {
    let strength = strength(of: signal, at: receiver).dBm
    return others.contains { other in
      guard signal.disturbsInLoRaSim(other), isHeard(other, at: receiver) else { return false }
      guard self == .capture else { return true }
      let (first, second) =
        signal.start <= other.start ? (signal, other) : (other, signal)
      guard second.criticalStart < first.end else { return false }
      return strength - self.strength(of: other, at: receiver).dBm < Self.captureDecibels
    }
  }

  /// The sensitivity of a radio; measured for three bandwidths, else reckoned from the noise.
  static func sensitivity(of modulation: Modulation) -> RSSI {
    let row = modulation.spreadingFactor.rawValue - SpreadingFactor.sf7.rawValue
    let column = [Bandwidth.kHz125, .kHz250, .kHz500].firstIndex(of: modulation.bandwidth)
    if measured.indices.contains(row), let column { return RSSI(dBm: measured[row][column]) }
    let floor = -7.5 - 2.5 * Double(row)
    let noise = PhysicalChannel.thermalNoiseDBm + noiseFigureDecibels
    return RSSI(dBm: noise + Double(modulation.bandwidth.rawValue).ratioAsDecibels + floor)
  }

  private static let noiseFigureDecibels = 6.0
  private static let measured = [
    [-126.5, -124.25, -120.75], [-127.25, -126.75, -124], [-131.25, -128.25, -127.5],
    [-132.75, -130.25, -128.75], [-134.5, -132.75, -128.75], [-133.25, -132.25, -132.25],
  ]
}

extension Signal {
  fileprivate func disturbsInLoRaSim(_ other: Signal) -> Bool {
    channel.frequency == other.channel.frequency
      && channel.modulation.spreadingFactor == other.channel.modulation.spreadingFactor
      && overlaps(other)
  }
}
