// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The bandwidths a sub-band takes, in hertz, both ends legal.
public struct BandwidthRule: Sendable, Hashable {
  /// The narrowest signal.
  public let narrowest: UInt32
  /// The widest signal.
  public let widest: UInt32

  /// Makes the rule.
  public init(narrowest: UInt32 = 0, widest: UInt32 = .max) {
    self.narrowest = narrowest
    self.widest = widest
  }

  /// Any bandwidth.
  public static let any = BandwidthRule()

  /// Whether a bandwidth is legal.
  public func allows(_ bandwidth: Bandwidth) -> Bool {
    narrowest <= bandwidth.rawValue && bandwidth.rawValue <= widest
  }
}
