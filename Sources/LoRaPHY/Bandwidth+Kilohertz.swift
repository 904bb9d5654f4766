// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension Bandwidth {
  /// Reads a bandwidth by its nominal name in kHz, from `7.8` to `500`; `125.0` is `125`.
  public init?(kilohertz text: String) {
    let name = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    guard let bandwidth = Self.allCases.first(where: { $0.description == name }) else { return nil }
    self = bandwidth
  }
}

extension Bandwidth: CustomStringConvertible {
  /// The nominal name in kHz, as radios and tables write it.
  public var description: String {
    switch self {
    case .kHz7_8: "7.8"
    case .kHz10_4: "10.4"
    case .kHz15_6: "15.6"
    case .kHz20_8: "20.8"
    case .kHz31_25: "31.25"
    case .kHz41_7: "41.7"
    case .kHz62_5: "62.5"
    case .kHz125: "125"
    case .kHz250: "250"
    case .kHz500: "500"
    }
  }
}
