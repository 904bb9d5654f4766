// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A carrier frequency in hertz.
public struct Frequency: Sendable, Hashable, Comparable, Codable {
  /// The frequency.
  public let hertz: UInt32

  /// Makes the frequency.
  public init(hertz: UInt32) { self.hertz = hertz }

  /// Orders frequencies.
  public static func < (left: Self, right: Self) -> Bool { left.hertz < right.hertz }
}

/// Where and how a radio sends and listens.
public struct RadioChannel: Sendable, Hashable, Codable {
  /// The carrier.
  public var frequency: Frequency
  /// The modulation.
  public var modulation: Modulation

  /// Makes the channel.
  public init(frequency: Frequency, modulation: Modulation) {
    self.frequency = frequency
    self.modulation = modulation
  }
}

/// Signal to noise ratio of a received frame.
public struct SNR: Sendable, Hashable, Codable {
  /// The ratio in decibels.
  public var decibels: Double

  /// Makes the ratio.
  public init(decibels: Double) { self.decibels = decibels }
}

/// Strength of a received signal.
public struct RSSI: Sendable, Hashable, Codable {
  /// The power in dBm.
  public var dBm: Double

  /// Makes the strength.
  public init(dBm: Double) { self.dBm = dBm }
}
