// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// How likely a frame survives, over the signal to noise ratio.
///
/// The curves of the spreading factors are alike but for their place: each step gains 2.7 dB. What
/// radios differ by, and what the curves are wrong by, is taken up by the belief they feed.
/// Source: `PacketErrorModel` at CR 4/5, SF10.
package enum FrameSurvival: Sendable, Hashable {
  /// Frames of ten to about forty bytes: control frames.
  case short
  /// Longer frames, as of 252 bytes.
  case long

  /// The kind of a frame of so many bytes.
  package init(bytes: Int) { self = bytes <= 40 ? .short : .long }

  /// The SNR in decibels at which SF5 is as far up the curve as SF10 is at -18.1 dB.
  private static let firstPlace = -5.0
  private static let placeStep = -2.62
  /// The curves begin so many decibels below the place of the spreading factor.
  private static let below = 2.5
  private static let perDecibel = 2.0
  private static let shortCurve = [
    0, 0.006, 0.023, 0.072, 0.179, 0.352, 0.557, 0.736, 0.858, 0.928, 0.964, 0.982, 0.991, 0.995,
    0.998, 1,
  ]
  private static let longCurve = [
    0, 0, 0, 0, 0, 0, 0.008, 0.08, 0.35, 0.67, 0.88, 0.963, 0.988, 0.995, 0.998, 1,
  ]

  /// The probability, 0 to 1, at a signal to noise ratio in decibels.
  package func probability(at factor: SpreadingFactor, decibels: Double) -> Double {
    let curve = self == .short ? Self.shortCurve : Self.longCurve
    let step = factor.rawValue - SpreadingFactor.sf5.rawValue
    let place = Self.firstPlace + Self.placeStep * Double(step)
    let offset = (decibels - place + Self.below) * Self.perDecibel
    guard offset > 0 else { return 0 }
    guard offset < Double(curve.count - 1) else { return 1 }
    let index = Int(offset)
    return curve[index] + (offset - Double(index)) * (curve[index + 1] - curve[index])
  }
}
