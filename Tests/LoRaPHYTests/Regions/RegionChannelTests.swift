// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY
import Testing

func channel(
  _ hertz: UInt32, _ bandwidth: Bandwidth = .kHz125, _ factor: SpreadingFactor = .sf7
) -> RadioChannel {
  RadioChannel(
    frequency: Frequency(hertz: hertz),
    modulation: Modulation(
      spreadingFactor: factor, bandwidth: bandwidth, codingRate: .fourFifths))
}

/// A row of the table with its region, and what makes it usable.
struct TableRow: CustomTestStringConvertible, Sendable {
  let region: Region
  let row: SubBand

  var confirmed: Set<RowName> { [region.rowName, region.rowName(of: row)] }
  var use: ChannelUse { .hopping(channels: row.timing.hopping?.channels ?? 2) }
  var testDescription: String { region.rowName(of: row).text }

  static let all = Region.all.flatMap { region in
    region.subBands.map { TableRow(region: region, row: $0) }
  }
  static let allowed = all.filter { $0.row.access == .allowed }
  static let forbidden = all.filter { $0.row.access != .allowed }

  func takes(_ channel: RadioChannel) -> Bool {
    let rows = try? region.subBands(for: channel, use: use, confirmed: confirmed)
    return rows?.contains(row) ?? false
  }
}

struct RegionChannelTests {
  @Test(arguments: TableRow.allowed)
  func `a signal may touch a row's edges and not pass them by a hertz`(_ entry: TableRow) {
    var count = 0
    for bandwidth in Bandwidth.allCases where entry.row.bandwidths.allows(bandwidth) {
      let half = (bandwidth.rawValue + 1) / 2
      let pieces = entry.row.channels.isEmpty ? [entry.row.edges] : entry.row.channels
      for piece in pieces where entry.row.grid == nil {
        guard piece.upper.hertz - piece.lower.hertz >= 2 * half else { continue }
        let (first, last) = (piece.lower.hertz + half, piece.upper.hertz - half)
        #expect(entry.takes(channel(first, bandwidth)))
        #expect(entry.takes(channel(last, bandwidth)))
        #expect(!entry.takes(channel(first - 1, bandwidth)))
        #expect(!entry.takes(channel(last + 1, bandwidth)))
        count += 1
      }
    }
    #expect(count > 0 || entry.row.grid != nil)
  }

  @Test(arguments: TableRow.all)
  func `a refused signal is legal at the centre that the refusal names`(_ entry: TableRow) throws {
    let confirmed = entry.confirmed
    for bandwidth in Bandwidth.allCases {
      for hertz in [0, entry.row.edges.lower.hertz, entry.row.edges.upper.hertz, .max] {
        let asked = channel(hertz, bandwidth)
        do throws(RegionError) {
          _ = try entry.region.subBands(for: asked, use: entry.use, confirmed: confirmed)
        } catch {
          switch error {
          case .illegalChannel(_, _, _, let nearest):
            let rows = entry.region.subBands.filter {
              $0.holds(Signal(centre: nearest, bandwidth: bandwidth))
            }
            #expect(!rows.isEmpty)
            #expect(!"\(error)".isEmpty)
          case .illegalBandwidth(_, _, let legal): #expect(!legal.contains(bandwidth))
          case .hoppingNeeded(_, _, let channels, _): #expect(channels > 2)
          case .unknownRegion, .simulationOnly: Issue.record("\(error)")
          }
        }
      }
    }
  }

  @Test(arguments: TableRow.forbidden)
  func `nothing is sent in forbidden spectrum, and the reason is told`(_ entry: TableRow) {
    let edges = entry.row.edges
    for hertz in stride(from: edges.lower.hertz, through: edges.upper.hertz, by: 5_000) {
      #expect(throws: RegionError.self) {
        try entry.region.subBands(for: channel(hertz, .kHz7_8), confirmed: entry.confirmed)
      }
    }
    let middle = (edges.lower.hertz + edges.upper.hertz) / 2
    #expect(fault(entry.region, channel(middle)) == expectedFault(entry.row))
  }

  private func expectedFault(_ row: SubBand) -> RegionError.ChannelFault? {
    guard case .forbidden(let reason) = row.access else { return nil }
    return .forbidden(subBand: row.name, reason: reason)
  }

  private func fault(
    _ region: Region, _ channel: RadioChannel
  ) -> RegionError.ChannelFault? {
    do throws(RegionError) {
      _ = try region.subBand(for: channel)
      return nil
    } catch {
      guard case .illegalChannel(_, _, let fault, _) = error else { return nil }
      return fault
    }
  }

  @Test func `250 kHz fill the band of ten percent at one centre only`() throws {
    let europe = try Region.named("EU868")
    #expect(try europe.subBand(for: channel(869_525_000, .kHz250)).name == "P")
    for hertz in [869_524_999, 869_525_001] as [UInt32] {
      #expect(throws: RegionError.self) {
        try europe.subBand(for: channel(hertz, .kHz250))
      }
    }
  }

  @Test func `rows of one spectrum come in order, those confirmed by name first`() throws {
    let europe = try Region.named("EU868")
    #expect(try europe.subBands(for: channel(869_850_000)).map(\.name) == ["R", "Q"])
    let access = channel(865_700_000)
    #expect(try europe.subBands(for: access).map(\.name) == ["L"])
    let name = RowName("EU868/46b-NAP")
    #expect(
      try europe.subBands(for: access, confirmed: [name]).map(\.name) == ["46b-NAP", "L"])
    #expect(try europe.subBands(for: access, confirmed: [RowName("EU868")]).map(\.name) == ["L"])
  }

  @Test func `Japan's signals are centred in bundles of unit channels`() throws {
    let japan = try Region.named("AS923-JP")
    let legal: [(UInt32, Bandwidth)] = [
      (920_600_000, .kHz125), (923_400_000, .kHz125), (920_700_000, .kHz250),
      (923_300_000, .kHz250), (920_800_000, .kHz500), (923_200_000, .kHz500),
    ]
    for (hertz, bandwidth) in legal {
      #expect(try japan.subBand(for: channel(hertz, bandwidth)).name == "AS923-JP")
    }
    let illegal: [(UInt32, Bandwidth, UInt32)] = [
      (920_700_000, .kHz125, 920_800_000), (923_600_000, .kHz125, 923_400_000),
      (920_790_000, .kHz250, 920_700_000), (923_400_000, .kHz500, 923_200_000),
      (920_600_001, .kHz125, 920_600_000),
    ]
    for (hertz, bandwidth, nearest) in illegal {
      let asked = channel(hertz, bandwidth)
      #expect(
        throws: RegionError.illegalChannel(
          region: "AS923-JP", signal: asked.signal, fault: .betweenChannels(subBand: "AS923-JP"),
          nearest: Frequency(hertz: nearest))
      ) { try japan.subBand(for: asked) }
    }
  }

  @Test func `in the United States one channel is legal at 500 kHz only`() throws {
    let america = try Region.named("US915")
    #expect(try america.subBand(for: channel(915_000_000, .kHz500)).name == "dts")
    for bandwidth in Bandwidth.allCases where bandwidth < .kHz500 {
      let asked = channel(915_000_000, bandwidth)
      #expect(
        throws: RegionError.hoppingNeeded(
          region: "US915", signal: asked.signal, channels: 2, fixed: [.kHz500])
      ) { try america.subBand(for: asked) }
    }
    let narrow = channel(915_000_000)
    let names: (RadioChannel, Int) throws -> [String] = { channel, count in
      try america.subBands(for: channel, use: .hopping(channels: count)).map(\.name)
    }
    #expect(try names(narrow, 8) == ["hybrid"])
    #expect(try names(narrow, 49) == ["hybrid"])
    #expect(try names(narrow, 50) == ["fhss_lt_250k", "hybrid"])
    #expect(try names(channel(915_000_000, .kHz250), 25) == ["fhss_ge_250k", "hybrid"])
    #expect(try names(channel(915_000_000, .kHz500), 8) == ["dts", "hybrid"])
  }

  @Test func `a bandwidth without any place names those that have one`() throws {
    #expect(
      throws: RegionError.illegalBandwidth(
        region: "IN865", bandwidth: .kHz250,
        legal: Bandwidth.allCases.filter { $0 <= .kHz125 })
    ) { try Region.named("IN865").subBand(for: channel(866_000_000, .kHz250)) }
  }

  @Test func `no frequency at all makes the check trap`() throws {
    for region in Region.all + [.lab] {
      for hertz in [0, 1, 3_905, .max - 1, .max] as [UInt32] {
        for bandwidth in Bandwidth.allCases {
          let asked = channel(hertz, bandwidth)
          #expect(throws: RegionError.self) { try region.subBand(for: asked) }
        }
      }
    }
    #expect(try Region.lab.subBand(for: channel(1_234_567_890, .kHz500)).name == "lab")
  }
}
