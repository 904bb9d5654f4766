// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// Where an announced burst takes place, seen from the home channel: two bytes on the air.
///
/// | bits | content |
/// |---|---|
/// | 15-12 | spreading factor |
/// | 11-10 | bandwidth: 0 = 62.5, 1 = 125, 2 = 250, 3 = 500 kHz |
/// | 9-0 | distance from the home frequency in steps of 25 kHz, plus 512 |
package struct BurstPlace: Sendable, Hashable {
  package let spreadingFactor: SpreadingFactor
  package let bandwidth: Bandwidth
  /// Steps of 25 kHz from the home frequency, -512 to 511.
  package let steps: Int

  private static let bandwidths: [Bandwidth] = [.kHz62_5, .kHz125, .kHz250, .kHz500]
  private static let step: Int64 = 25_000

  /// The place of a channel; nil when it is off the grid, too far or of an uncommon bandwidth.
  package init?(_ channel: RadioChannel, home: Frequency) {
    let distance = Int64(channel.frequency.hertz) - Int64(home.hertz)
    let steps = Int(distance / Self.step)
    guard distance % Self.step == 0, (-512...511).contains(steps),
      Self.bandwidths.contains(channel.modulation.bandwidth)
    else { return nil }
    self.steps = steps
    spreadingFactor = channel.modulation.spreadingFactor
    bandwidth = channel.modulation.bandwidth
  }

  /// Reads the two bytes; nil for a spreading factor that does not exist.
  package init?(rawValue: UInt16) {
    guard let factor = SpreadingFactor(rawValue: Int(rawValue >> 12)) else { return nil }
    spreadingFactor = factor
    bandwidth = Self.bandwidths[Int(rawValue >> 10 & 3)]
    steps = Int(rawValue & 0x3FF) - 512
  }

  /// The two bytes.
  package var rawValue: UInt16 {
    let width = Self.bandwidths.firstIndex(of: bandwidth) ?? 1
    return UInt16(spreadingFactor.rawValue) << 12 | UInt16(width) << 10 | UInt16(steps + 512)
  }

  /// The channel, seen from a home channel; nil when no radio has such a frequency.
  package func channel(from home: RadioChannel) -> RadioChannel? {
    let hertz = Int64(home.frequency.hertz) + Int64(steps) * Self.step
    guard let hertz = UInt32(exactly: hertz) else { return nil }
    var channel = home
    channel.frequency = Frequency(hertz: hertz)
    channel.modulation.spreadingFactor = spreadingFactor
    channel.modulation.bandwidth = bandwidth
    return channel
  }
}
