// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension Modulation {
  /// The exact time on air of a frame of 0 to 255 bytes, preamble included.
  ///
  /// Integers throughout: the chip is a whole number of microseconds and a frame a whole number of
  /// quarter symbols. Lengths outside the range count as its nearest end, and so does a preamble
  /// outside 0 to 65,535 symbols: no radio can send others.
  /// Source: SX1276/77/78/79 datasheet §4.1.1.7; SX1261/2 datasheet §6.1.4.
  public func timeOnAir(payloadBytes: Int) -> Duration {
    let quarters = quarterSymbols(payloadBytes: payloadBytes)
    let chips = quarters * spreadingFactor.chips / 4
    return .microseconds(chips * bandwidth.chipMicroseconds)
  }

  /// The whole frame in quarters of a symbol: preamble, sync word, header block and payload.
  public func quarterSymbols(payloadBytes: Int) -> Int {
    let sync = hasLongSync ? 25 : 17
    let preamble = min(max(sentPreambleSymbols, 0), PHYLimits.preambleSymbols)
    return 4 * (preamble + payloadSymbols(payloadBytes: payloadBytes)) + sync
  }

  /// Symbols after the sync word: header block and payload.
  public func payloadSymbols(payloadBytes: Int) -> Int {
    let factor = spreadingFactor.rawValue
    let crcBits = payloadCRC == .present ? 16 : 0
    let headerBits = header == .explicit ? 20 : 0
    let firstBlock = hasLongSync ? 4 * factor : 4 * factor - 8
    let bytes = min(max(payloadBytes, 0), PHYLimits.frameBytes)
    let rest = max(8 * bytes + crcBits + headerBits - firstBlock, 0)
    let bitsPerBlock = 4 * (factor - (isOptimized ? 2 : 0))
    return 8 + (rest + bitsPerBlock - 1) / bitsPerBlock * (codingRate.rawValue + 4)
  }

  /// Whether low data rate optimisation is in force; the long sync of SF5 and SF6 has none.
  public var isOptimized: Bool {
    guard !hasLongSync else { return false }
    return switch lowDataRateOptimization {
    case .auto: symbolDuration > .milliseconds(16)
    case .on: true
    case .off: false
    }
  }

  private var hasLongSync: Bool { family == .sx126x && spreadingFactor <= .sf6 }
}
