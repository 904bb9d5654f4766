// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Who decides how long the preamble of a frame is.
public enum PreambleRule: Sendable, Hashable, Codable {
  /// It is as programmed: ``Modulation/preambleSymbols``.
  case programmed
  /// RNode firmware: 24 ms, 6 ms above 30 kbit/s, and 18 symbols at least (its `updateBitrate`).
  case rnode
  /// MeshCore firmware: 32 symbols up to SF8, 16 above (its `preambleLengthForSF`).
  case meshCore
}

extension Modulation {
  /// The preamble symbols that are sent, which a modem's firmware may choose by itself.
  public var sentPreambleSymbols: Int {
    switch preamble {
    case .programmed: return preambleSymbols
    case .meshCore: return spreadingFactor <= .sf8 ? 32 : 16
    case .rnode:
      let target = bitRate.rounded(.down) > 30_000 ? 6_000 : 24_000
      let symbol = spreadingFactor.chips * bandwidth.chipMicroseconds
      return max((target + symbol - 1) / symbol, 18)
    }
  }
}
