// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension Modulation {
  /// The smallest frame, in bytes, with which a link can begin: its handshake.
  public static let smallestUsefulFrame = 64

  /// Does nothing when the chip has the setting and a handshake is short enough for the sub-band.
  ///
  /// The SX127x has no SF5, SF6 only with implicit header, and preambles of 6 to 65,535 symbols
  /// (SX1276/77/78/79 datasheet §4.1.1.2 and §4.1.1.6).
  ///
  /// - Throws: ``ModulationError`` with the nearest legal setting.
  public func check(in subBand: SubBand) throws(ModulationError) {
    try checkChip()
    guard let limit = subBand.timing.longestFrame, !isShortEnough(for: limit) else { return }
    throw .frameTooLong(
      ModulationError.Overrun(
        subBand: subBand.name, spreadingFactor: spreadingFactor, bandwidth: bandwidth,
        timeOnAir: timeOnAir(payloadBytes: Self.smallestUsefulFrame), limit: limit,
        slowestFactor: SpreadingFactor.allCases.last { factor in
          with(\.spreadingFactor, factor).isPossible(within: limit)
        },
        narrowestBandwidth: Bandwidth.allCases.first { wider in
          wider > bandwidth && subBand.takes(wider)
            && with(\.bandwidth, wider).isPossible(within: limit)
        }))
  }

  /// Does nothing when the chip has the setting.
  ///
  /// - Throws: ``ModulationError/noSpreadingFactor(_:header:nearest:)`` or
  ///   ``ModulationError/noPreamble(symbols:legal:)``.
  public func checkChip() throws(ModulationError) {
    let fastest = fastestFactor
    guard spreadingFactor >= fastest else {
      throw .noSpreadingFactor(spreadingFactor, header: header, nearest: fastest)
    }
    let legal = (family == .sx127x ? 6 : 1)...PHYLimits.preambleSymbols
    guard legal.contains(preambleSymbols) else {
      throw .noPreamble(symbols: preambleSymbols, legal: legal)
    }
  }

  private var fastestFactor: SpreadingFactor {
    switch (family, header) {
    case (.sx126x, _): .sf5
    case (.sx127x, .implicit): .sf6
    case (.sx127x, .explicit): .sf7
    }
  }

  private func isPossible(within limit: Duration) -> Bool {
    spreadingFactor >= fastestFactor && isShortEnough(for: limit)
  }

  private func isShortEnough(for limit: Duration) -> Bool {
    timeOnAir(payloadBytes: Self.smallestUsefulFrame) <= limit
  }

  private func with<Value>(
    _ setting: WritableKeyPath<Modulation, Value>, _ value: Value
  ) -> Modulation {
    var changed = self
    changed[keyPath: setting] = value
    return changed
  }
}

extension SubBand {
  /// Whether there is a place for a signal of this bandwidth.
  func takes(_ bandwidth: Bandwidth) -> Bool {
    nearestCentre(to: Signal(centre: edges.lower, bandwidth: bandwidth)) != nil
  }
}
