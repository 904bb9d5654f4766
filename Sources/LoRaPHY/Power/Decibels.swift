// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A ratio of powers in hundredths of a decibel: exact sums, exact limits.
///
/// Holds -10,000 dB to +10,000 dB; what is beyond counts as the nearest end, so that no sum traps.
public struct Decibels: Sendable, Hashable, Comparable, Codable {
  /// The ratio in hundredths of a decibel.
  public let hundredths: Int

  /// Makes the ratio from hundredths: 215 is 2.15 dB.
  public init(hundredths: Int) {
    self.hundredths = min(max(hundredths, -PowerLimits.hundredths), PowerLimits.hundredths)
  }

  /// Makes the ratio from whole decibels.
  public init(_ decibels: Int) {
    let bounded = min(max(decibels, -PowerLimits.hundredths), PowerLimits.hundredths)
    self.init(hundredths: bounded * 100)
  }

  /// Makes the ratio nearest to a number of decibels; nil for what is no number or beyond 10,000.
  public init?(nearestTo decibels: Double) {
    let hundredths = (decibels * 100).rounded()
    guard hundredths.magnitude <= Double(PowerLimits.hundredths) else { return nil }
    self.init(hundredths: Int(hundredths))
  }

  /// No gain and no loss.
  public static let zero = Decibels(hundredths: 0)
  /// The gain of a half-wave dipole over an isotropic antenna, by convention exactly 2.15 dB.
  public static let dipole = Decibels(hundredths: 215)

  /// The ratio of both together.
  public static func + (left: Self, right: Self) -> Self {
    Self(hundredths: left.hundredths + right.hundredths)
  }

  /// The first ratio without the second.
  public static func - (left: Self, right: Self) -> Self {
    Self(hundredths: left.hundredths - right.hundredths)
  }

  /// Orders by ratio.
  public static func < (left: Self, right: Self) -> Bool { left.hundredths < right.hundredths }
}

extension Decibels: CustomStringConvertible {
  /// The ratio in decibels, exact, without needless zeros: `2.15`, `-3`, `0.5`.
  public var description: String {
    let whole = String(hundredths.magnitude / 100)
    var fraction = String(100 + hundredths.magnitude % 100).dropFirst()
    while fraction.hasSuffix("0") { fraction.removeLast() }
    let sign = hundredths < 0 ? "-" : ""
    return fraction.isEmpty ? sign + whole : "\(sign)\(whole).\(fraction)"
  }
}
