// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Reckons the frames of a CSV table, line by line.
///
/// The first line names the columns, in any order: `family`, `sf`, `bw_hz`, `cr` (1 to 4),
/// `preamble_sym`, `implicit_header`, `crc`, `ldro_mode`, `payload_bytes`. The computed columns
/// `chip_us`, `ldro_effective`, `payload_symbols`, `total_quarter_symbols` and `toa_us` may be
/// there too; what they hold is not read but reckoned anew. Fields are not quoted.
public struct AirtimeBatch: Sendable {
  private var columns: [AirtimeColumn]?
  private var line = 0

  /// A batch that has not yet seen its header.
  public init() {}

  /// Takes the next line; returns the line to print, nil for a blank one.
  ///
  /// The columns stay in their order but for `toa_us`, which is always the last one. After an error
  /// the next line may follow.
  ///
  /// - Throws: ``AirtimeBatchError`` when the header or the row is not legal.
  public mutating func process(line text: String) throws(AirtimeBatchError) -> String? {
    line += 1
    let fields = Self.fields(of: text)
    guard fields != [""] else { return nil }
    guard let columns else {
      columns = try header(fields)
      return Self.output(columns ?? []).map(\.rawValue).joined(separator: ",")
    }
    guard fields.count == columns.count else {
      throw .fieldCount(line: line, found: fields.count, expected: columns.count)
    }
    let row = AirtimeRow(line: line, values: Dictionary(zip(columns, fields)) { first, _ in first })
    let modulation = try row.modulation()
    let bytes = try row.number(.payloadBytes, in: 0...255)
    return Self.output(columns).map { column in
      Self.computed(column, of: modulation, payloadBytes: bytes).map { String($0) }
        ?? row.values[column, default: ""]
    }.joined(separator: ",")
  }

  private func header(_ names: [String]) throws(AirtimeBatchError) -> [AirtimeColumn] {
    var columns: [AirtimeColumn] = []
    for name in names {
      guard let column = AirtimeColumn(rawValue: name) else {
        throw .unknownColumn(line: line, name: name)
      }
      guard !columns.contains(column) else { throw .repeatedColumn(line: line, name: name) }
      columns.append(column)
    }
    for column in AirtimeColumn.allCases where !column.isComputed && !columns.contains(column) {
      throw .missingColumn(line: line, name: column.rawValue)
    }
    return columns
  }

  private static func output(_ columns: [AirtimeColumn]) -> [AirtimeColumn] {
    columns.filter { $0 != .timeOnAir } + [.timeOnAir]
  }

  private static func computed(
    _ column: AirtimeColumn, of modulation: Modulation, payloadBytes: Int
  ) -> Int64? {
    switch column {
    case .chip: Int64(modulation.bandwidth.chipMicroseconds)
    case .isOptimized: modulation.isOptimized ? 1 : 0
    case .payloadSymbols: Int64(modulation.payloadSymbols(payloadBytes: payloadBytes))
    case .quarterSymbols: Int64(modulation.quarterSymbols(payloadBytes: payloadBytes))
    case .timeOnAir: modulation.timeOnAir(payloadBytes: payloadBytes).wholeMicroseconds
    default: nil
    }
  }

  /// Splits at commas, without spaces, tabs and line ends around the fields.
  private static func fields(of text: String) -> [String] {
    text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { field in
      let isBlank: (UInt8) -> Bool = { $0 <= UInt8(ascii: " ") }
      let trimmed = field.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
      return String(decoding: Array(trimmed), as: UTF8.self)
    }
  }
}
