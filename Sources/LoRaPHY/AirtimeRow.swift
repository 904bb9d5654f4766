// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A row of an airtime table, its fields by column.
struct AirtimeRow {
  let line: Int
  let values: [AirtimeColumn: String]

  func modulation() throws(AirtimeBatchError) -> Modulation {
    let family = try value(.family) { ["sx127x": ChipFamily.sx127x, "sx126x": .sx126x][$0] }
    let header: HeaderMode = try number(.implicitHeader, in: 0...1) == 1 ? .implicit : .explicit
    return Modulation(
      spreadingFactor: try spreadingFactor(family: family, header: header),
      bandwidth: try value(.bandwidth) {
        Self.number($0).flatMap(UInt32.init(exactly:)).flatMap(Bandwidth.init(rawValue:))
      },
      codingRate: try value(.codingRate) { Self.number($0).flatMap(CodingRate.init(rawValue:)) },
      preambleSymbols: try number(.preamble, in: 1...65_535),
      header: header,
      payloadCRC: try number(.payloadCRC, in: 0...1) == 1 ? .present : .absent,
      lowDataRateOptimization: try value(.optimization) {
        ["auto": .auto, "on": .on, "off": .off][$0]
      },
      family: family)
  }

  /// The SX127x has no SF5, and SF6 only without header (SX1276/77/78/79 datasheet §4.1.1.2).
  private func spreadingFactor(
    family: ChipFamily, header: HeaderMode
  ) throws(AirtimeBatchError) -> SpreadingFactor {
    let factor = try value(.spreadingFactor) {
      Self.number($0).flatMap(SpreadingFactor.init(rawValue:))
    }
    guard family == .sx127x else { return factor }
    let slowestMissing: SpreadingFactor = header == .implicit ? .sf5 : .sf6
    guard factor > slowestMissing else {
      throw .illegalValue(
        line: line, column: AirtimeColumn.spreadingFactor.rawValue, value: "\(factor.rawValue)",
        legal: "7 to 12 on sx127x, 6 there only with implicit_header 1")
    }
    return factor
  }

  func number(
    _ column: AirtimeColumn, in legal: ClosedRange<Int>
  ) throws(AirtimeBatchError) -> Int {
    try value(column) { text in
      Self.number(text).flatMap { legal.contains($0) ? $0 : nil }
    }
  }

  private func value<Value>(
    _ column: AirtimeColumn, _ read: (String) -> Value?
  ) throws(AirtimeBatchError) -> Value {
    let text = values[column, default: ""]
    guard let value = read(text) else {
      throw .illegalValue(
        line: line, column: column.rawValue, value: text, legal: column.legal)
    }
    return value
  }

  /// Reads digits; no sign, no space.
  private static func number(_ text: String) -> Int? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }
}
