// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The bandwidth, by its nominal value in hertz as radios and tables name it.
public enum Bandwidth: UInt32, Sendable, Hashable, Comparable, CaseIterable, Codable {
  case kHz7_8 = 7_812
  case kHz10_4 = 10_417
  case kHz15_6 = 15_625
  case kHz20_8 = 20_833
  case kHz31_25 = 31_250
  case kHz41_7 = 41_667
  case kHz62_5 = 62_500
  case kHz125 = 125_000
  case kHz250 = 250_000
  case kHz500 = 500_000

  /// The exact time of one chip: every bandwidth is a whole fraction of 500 kHz.
  public var chipMicroseconds: Int {
    switch self {
    case .kHz7_8: 128
    case .kHz10_4: 96
    case .kHz15_6: 64
    case .kHz20_8: 48
    case .kHz31_25: 32
    case .kHz41_7: 24
    case .kHz62_5: 16
    case .kHz125: 8
    case .kHz250: 4
    case .kHz500: 2
    }
  }

  /// Orders by width.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
