// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A column of an airtime table.
enum AirtimeColumn: String, CaseIterable, Sendable {
  case family
  case spreadingFactor = "sf"
  case bandwidth = "bw_hz"
  case chip = "chip_us"
  case codingRate = "cr"
  case preamble = "preamble_sym"
  case implicitHeader = "implicit_header"
  case payloadCRC = "crc"
  case optimization = "ldro_mode"
  case isOptimized = "ldro_effective"
  case payloadBytes = "payload_bytes"
  case payloadSymbols = "payload_symbols"
  case quarterSymbols = "total_quarter_symbols"
  case timeOnAir = "toa_us"

  /// Whether the value follows from the other columns.
  var isComputed: Bool {
    switch self {
    case .chip, .isOptimized, .payloadSymbols, .quarterSymbols, .timeOnAir: true
    default: false
    }
  }

  /// The values that a row may have here, in words.
  var legal: String {
    switch self {
    case .family: "sx127x or sx126x"
    case .spreadingFactor: "5 to 12"
    case .bandwidth: Bandwidth.allCases.map { String($0.rawValue) }.joined(separator: ", ")
    case .codingRate: "1 to 4, for 4/5 to 4/8"
    case .preamble: "1 to 65535"
    case .implicitHeader, .payloadCRC: "0 or 1"
    case .optimization: "auto, on or off"
    case .payloadBytes: "0 to 255"
    default: "anything: it is computed"
    }
  }
}
