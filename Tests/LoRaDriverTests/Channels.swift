// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

extension RadioChannel {
  /// A channel of the tests.
  static func test(
    _ factor: SpreadingFactor = .sf7, bandwidth: Bandwidth = .kHz125, hertz: UInt32 = 868_100_000
  ) -> RadioChannel {
    RadioChannel(
      frequency: Frequency(hertz: hertz),
      modulation: Modulation(
        spreadingFactor: factor, bandwidth: bandwidth, codingRate: .fourFifths))
  }
}

extension Instant {
  /// So many milliseconds after zero.
  static func ms(_ milliseconds: Int64) -> Instant { Instant(microseconds: milliseconds * 1_000) }
}
