// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY

/// A sub-band as the law counts airtime in it.
public struct AirtimeBand: Sendable, Hashable {
  /// The row's name in the table of regions; `lab` where there is no law.
  public let name: String
  /// The length of the sliding window.
  public let window: Duration
  /// The airtime that any window may hold; nil without limit.
  public let limit: Duration?

  /// A window's airtime as a share of the limit; without limit, of the window itself.
  func ratio(_ airtime: Duration) -> Double { airtime / (limit ?? window) }
}

extension Scenario {
  /// The sub-band of the channel where all listen.
  ///
  /// - Throws: ``RegionError`` when the region does not allow the channel.
  func band() throws -> AirtimeBand { try band(of: channel) }

  /// The sub-bands of the extra channels, each once, but for that of home.
  ///
  /// - Throws: ``RegionError`` when the region does not allow a channel.
  func extraBands() throws -> [(frequency: Frequency, band: AirtimeBand)] {
    try extraChannels.map { ($0.channel.frequency, try band(of: $0.channel)) }
  }

  private func band(of channel: RadioChannel) throws -> AirtimeBand {
    let row = try Self.subBand(region: region, channel: channel)
    let rule = row.map { AirtimeRule($0) } ?? .unlimited
    return AirtimeBand(name: row?.name ?? region, window: rule.window, limit: rule.limit)
  }

  /// What the region asks of the link; the laboratory asks nothing.
  ///
  /// - Throws: ``RegionError`` or ``GatewayServiceError`` when the region does not allow it.
  func linkParameters() throws -> LinkParameters {
    let row = try Self.subBand(region: region, channel: channel)
    var parameters =
      try row.map { try LinkParameters(channel, under: $0) }
      ?? LinkParameters(modulation: channel.modulation)
    parameters.frequency = channel.frequency
    parameters.mode = try Region.named(region, in: .simulatedAir).payloadMode
    if let rescue { parameters.chooseRates(upTo: rescue, under: row) }
    guard !extraChannels.isEmpty else { return parameters }
    parameters.bandName = RowName(row?.name ?? region)
    for extra in extraChannels {
      let row = try Self.subBand(region: region, channel: extra.channel)
      let factor = extra.channel.modulation.spreadingFactor
      try parameters.add(
        extra.channel, use: extra.use, under: row, named: RowName(row?.name ?? region),
        upTo: max(rescue ?? factor, factor))
      // A scenario without a rescue place has one rate only.
      guard rescue == nil else { continue }
      parameters.extraChannels[parameters.extraChannels.count - 1].spreadingFactors = [factor]
    }
    return parameters
  }

  /// The row of the law for a channel; nil in the laboratory.
  static func subBand(region: String, channel: RadioChannel) throws -> SubBand? {
    guard region != Region.lab.id else { return nil }
    return try Region.named(region).subBand(for: channel)
  }
}
