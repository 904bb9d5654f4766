// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension Region {
  /// The rows whose conditions a channel may use, at least one, in order of preference.
  ///
  /// Rows that the operator confirmed by name come first, then the order of the table. Between rows
  /// of the same spectrum the sender chooses for each transmission, by power and budget.
  ///
  /// - Throws: ``RegionError`` with the reason and what would be legal.
  public func subBands(
    for channel: RadioChannel, use: ChannelUse = .fixed, confirmed: Set<RowName> = []
  ) throws(RegionError) -> [SubBand] {
    let signal = channel.signal
    let usable = subBands.filter { isUsable($0, confirmed: confirmed) }
    let holding = usable.filter { $0.holds(signal) }
    let rows = holding.filter { use.fulfils($0.timing.hopping) }
    guard rows.isEmpty else {
      return rows.filter { confirmed.contains(rowName(of: $0)) }
        + rows.filter { !confirmed.contains(rowName(of: $0)) }
    }
    if let channels = holding.compactMap(\.timing.hopping?.channels).min() {
      throw .hoppingNeeded(
        region: id, signal: signal, channels: channels,
        fixed: Self.bandwidths(of: usable.filter { ChannelUse.fixed.fulfils($0.timing.hopping) }))
    }
    let legal = usable.compactMap { $0.nearestCentre(to: signal) }
    let nearest = legal.min { $0.distance(to: signal.centre) < $1.distance(to: signal.centre) }
    guard let nearest else {
      throw .illegalBandwidth(
        region: id, bandwidth: signal.bandwidth, legal: Self.bandwidths(of: usable))
    }
    throw .illegalChannel(
      region: id, signal: signal, fault: fault(of: signal, usable: usable), nearest: nearest)
  }

  /// The row whose conditions a channel uses unless told otherwise.
  ///
  /// - Throws: ``RegionError`` with the reason and what would be legal.
  public func subBand(
    for channel: RadioChannel, use: ChannelUse = .fixed, confirmed: Set<RowName> = []
  ) throws(RegionError) -> SubBand {
    // The list is never empty.
    let rows = try subBands(for: channel, use: use, confirmed: confirmed)
    return rows[0]
  }

  private func fault(of signal: Signal, usable: [SubBand]) -> RegionError.ChannelFault {
    let touched = subBands.filter { $0.edges.overlaps(signal) }
    for row in touched {
      if case .forbidden(let reason) = row.access {
        return .forbidden(subBand: row.name, reason: reason)
      }
    }
    guard let first = touched.first else { return .outside }
    if let row = usable.first(where: { $0.edges.contains(signal) }) {
      let takesWidth = row.bandwidths.allows(signal.bandwidth)
      return takesWidth ? .betweenChannels(subBand: row.name) : .bandwidth(subBand: row.name)
    }
    if let row = touched.first(where: { $0.holds(signal) }) {
      return .unconfirmed(rowName(of: row))
    }
    return .acrossEdge(subBand: first.name)
  }

  private static func bandwidths(of rows: [SubBand]) -> [Bandwidth] {
    Bandwidth.allCases.filter { bandwidth in rows.contains { $0.takes(bandwidth) } }
  }
}
