// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY
import Testing

struct AirtimeBatchTests {
  private let header = "family,sf,bw_hz,cr,preamble_sym,implicit_header,crc,ldro_mode,payload_bytes"

  private func refusal(_ lines: String...) -> AirtimeBatchError? {
    var batch = AirtimeBatch()
    do throws(AirtimeBatchError) {
      for line in lines { _ = try batch.process(line: line) }
      return nil
    } catch {
      return error
    }
  }

  @Test func `the whole table comes out as it went in`() throws {
    var batch = AirtimeBatch()
    for line in try AirtimeTable().lines {
      let output = try batch.process(line: line)
      #expect(output == line)
    }
  }

  @Test func `the time is reckoned, whatever the computed columns hold`() throws {
    let table = try AirtimeTable()
    let columns = Array(table.header.reversed())
    let computed: Set = [
      "chip_us", "ldro_effective", "payload_symbols", "total_quarter_symbols", "toa_us",
    ]
    var batch = AirtimeBatch()
    let order = columns.filter { $0 != "toa_us" } + ["toa_us"]
    #expect(try batch.process(line: columns.joined(separator: ",")) == order.joined(separator: ","))
    for row in table.rows {
      let fields = columns.map { computed.contains($0) ? "wrong" : row[$0, default: ""] }
      let expected = order.map { row[$0, default: ""] }.joined(separator: ",")
      #expect(try batch.process(line: fields.joined(separator: ",")) == expected)
    }
  }

  @Test func `the time is appended when no computed column is there`() throws {
    var batch = AirtimeBatch()
    #expect(try batch.process(line: header + "\r\n") == header + ",toa_us")
    #expect(try batch.process(line: "") == nil)
    #expect(
      try batch.process(line: " sx127x, 7 ,125000,1,8,0,1,auto,12\r")
        == "sx127x,7,125000,1,8,0,1,auto,12,41216")
  }

  @Test func `a header that lacks, repeats or invents a column is refused`() {
    #expect(refusal("family,sf") == .missingColumn(line: 1, name: "bw_hz"))
    #expect(refusal(header + ",sf") == .repeatedColumn(line: 1, name: "sf"))
    #expect(refusal("\n", header + ",colour") == .unknownColumn(line: 2, name: "colour"))
    #expect(refusal(header + ",") == .unknownColumn(line: 1, name: ""))
  }

  @Test func `a row of another length than the header is refused`() {
    #expect(refusal(header, "sx127x,7") == .fieldCount(line: 2, found: 2, expected: 9))
  }

  @Test(arguments: [
    ("sx128x,7,125000,1,8,0,1,auto,12", "family", "sx128x"),
    ("sx127x,13,125000,1,8,0,1,auto,12", "sf", "13"),
    ("sx127x,5,125000,1,8,1,1,auto,12", "sf", "5"),
    ("sx127x,6,125000,1,8,0,1,auto,12", "sf", "6"),
    ("sx127x,7,125,1,8,0,1,auto,12", "bw_hz", "125"),
    ("sx127x,7,9999999999999,1,8,0,1,auto,12", "bw_hz", "9999999999999"),
    ("sx127x,7,125000,5,8,0,1,auto,12", "cr", "5"),
    ("sx127x,7,125000,1,0,0,1,auto,12", "preamble_sym", "0"),
    ("sx127x,7,125000,1,65536,0,1,auto,12", "preamble_sym", "65536"),
    ("sx127x,7,125000,1,8,2,1,auto,12", "implicit_header", "2"),
    ("sx127x,7,125000,1,8,0,yes,auto,12", "crc", "yes"),
    ("sx127x,7,125000,1,8,0,1,Auto,12", "ldro_mode", "Auto"),
    ("sx127x,7,125000,1,8,0,1,auto,256", "payload_bytes", "256"),
    ("sx127x,7,125000,1,8,0,1,auto,-1", "payload_bytes", "-1"),
    ("sx127x,7,125000,1,8,0,1,auto,+1", "payload_bytes", "+1"),
    ("sx127x,7,125000,1,8,0,1,auto,", "payload_bytes", ""),
    (
      "sx127x,7,125000,1,8,0,1,auto,99999999999999999999999", "payload_bytes",
      "99999999999999999999999"
    ),
  ])
  func `an illegal value is named with line, column and what is legal`(
    row: String, column: String, value: String
  ) throws {
    let error = try #require(refusal(header, row))
    guard case .illegalValue(2, column, value, let legal) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(
      "\(error)" == "line 2, column \(column): illegal value \"\(value)\"; legal: \(legal)")
  }

  @Test func `after an error the next row is reckoned`() throws {
    var batch = AirtimeBatch()
    _ = try batch.process(line: header)
    #expect(throws: AirtimeBatchError.self) { try batch.process(line: "nonsense") }
    #expect(try batch.process(line: "sx127x,7,125000,1,8,0,1,auto,12")?.hasSuffix(",41216") == true)
  }
}
