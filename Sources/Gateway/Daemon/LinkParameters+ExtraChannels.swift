// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY

extension LinkParameters {
  /// Adds a channel under the conditions of a row of the law; nil: there is no law.
  ///
  /// Bursts there use what carries the frames of home, from SF7 to a slowest spreading factor.
  ///
  /// - Throws: ``GatewayServiceError`` when no spreading factor does.
  mutating func add(
    _ channel: RadioChannel, use: ExtraChannel.Use, under row: SubBand?, named name: RowName,
    upTo slowest: SpreadingFactor
  ) throws(GatewayServiceError) {
    let fastest = min(SpreadingFactor.sf7, channel.modulation.spreadingFactor)
    let factors = SpreadingFactor.allCases.filter { factor in
      var modulation = channel.modulation
      modulation.spreadingFactor = factor
      let longest = row.map { $0.longestFrameBytes(for: modulation) ?? 0 } ?? longestFrameBytes
      return (fastest...max(slowest, fastest)).contains(factor) && longest >= longestFrameBytes
    }
    guard !factors.isEmpty else {
      throw .mayNotSend("extra channel \(channel.frequency) MHz: frames would be too long")
    }
    let band: LegalBand
    if name == bandName {
      band = LegalBand(name: name, rule: airtimeRule, reserve: airtimeReserve)
    } else if let row {
      var alone = try LinkParameters(channel, under: row)
      alone.mode = mode
      alone.spreadingFactors = factors
      alone.keepReserve(under: row)
      band = LegalBand(name: name, rule: alone.airtimeRule, reserve: alone.airtimeReserve)
    } else {
      band = LegalBand(name: name, rule: .unlimited, reserve: .none)
    }
    extraChannels.append(
      ExtraChannel(channel, use: use, band: band, spreadingFactors: factors))
  }
}

extension ChannelAdmission {
  /// The name of the row in its region.
  func rowName(in region: String) throws -> RowName {
    try RegionRule.region(named: region).rowName(of: row)
  }
}
