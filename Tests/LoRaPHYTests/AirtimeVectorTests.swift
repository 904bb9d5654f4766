// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import LoRaPHY
import Testing

/// The table of frames with their exact times, reckoned by another program.
struct AirtimeTable {
  let header: [String]
  let rows: [[String: String]]
  let lines: [String]

  init() throws {
    let url = try #require(
      Bundle.module.url(
        forResource: "airtime-vectors", withExtension: "csv", subdirectory: "Vectors")
    )
    lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map(String.init)
    let header = try #require(lines.first).split(separator: ",").map(String.init)
    self.header = header
    rows = lines.dropFirst().map { line in
      Dictionary(uniqueKeysWithValues: zip(header, line.split(separator: ",").map(String.init)))
    }
  }
}

struct AirtimeVectorTests {
  @Test func `every frame of the table has its exact time, symbols and quarter symbols`() throws {
    let table = try AirtimeTable()
    #expect(table.rows.count == 2_316)
    for (index, row) in table.rows.enumerated() {
      let modulation = try modulation(of: row)
      let bytes = try number("payload_bytes", of: row)
      let line = Comment(rawValue: "line \(index + 2): \(row)")
      #expect(
        modulation.timeOnAir(payloadBytes: bytes) == .microseconds(try number("toa_us", of: row)),
        line)
      #expect(
        modulation.payloadSymbols(payloadBytes: bytes) == (try number("payload_symbols", of: row)),
        line)
      #expect(
        modulation.quarterSymbols(payloadBytes: bytes)
          == (try number("total_quarter_symbols", of: row)), line)
      #expect(modulation.isOptimized == (row["ldro_effective"] == "1"), line)
      #expect(modulation.bandwidth.chipMicroseconds == (try number("chip_us", of: row)), line)
    }
  }

  @Test func `SF7 at 125 kHz and 4 over 5 carries 5468,75 bit a second`() {
    let modulation = Modulation(spreadingFactor: .sf7, bandwidth: .kHz125, codingRate: .fourFifths)
    #expect(modulation.bitRate == 5_468.75)
    #expect(modulation.symbolDuration == .microseconds(1_024))
  }

  private func number(_ column: String, of row: [String: String]) throws -> Int {
    try #require(row[column].flatMap { Int($0) })
  }

  private func modulation(of row: [String: String]) throws -> Modulation {
    let optimization: [String: LowDataRateOptimization] = ["auto": .auto, "on": .on, "off": .off]
    return Modulation(
      spreadingFactor: try #require(SpreadingFactor(rawValue: try number("sf", of: row))),
      bandwidth: try #require(Bandwidth(rawValue: UInt32(try number("bw_hz", of: row)))),
      codingRate: try #require(CodingRate(rawValue: try number("cr", of: row))),
      preambleSymbols: try number("preamble_sym", of: row),
      header: row["implicit_header"] == "1" ? .implicit : .explicit,
      payloadCRC: row["crc"] == "1" ? .present : .absent,
      lowDataRateOptimization: try #require(row["ldro_mode"].flatMap { optimization[$0] }),
      family: row["family"] == "sx126x" ? .sx126x : .sx127x)
  }
}
