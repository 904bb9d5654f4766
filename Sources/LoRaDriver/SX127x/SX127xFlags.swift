// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// RegIrqFlags (datasheet §4.1.2.4).
package struct SX127xFlags: OptionSet, Sendable, Hashable {
  /// The register's value.
  package let rawValue: UInt8

  /// Makes the set.
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A single reception found nothing.
  package static let rxTimeout = Self(rawValue: 0x80)
  /// A frame was received.
  package static let rxDone = Self(rawValue: 0x40)
  /// Its CRC is wrong.
  package static let payloadCRCError = Self(rawValue: 0x20)
  /// A header was received.
  package static let validHeader = Self(rawValue: 0x10)
  /// The frame has been sent.
  package static let txDone = Self(rawValue: 0x08)
  /// Activity detection has ended.
  package static let cadDone = Self(rawValue: 0x04)
  /// It found a signal.
  package static let cadDetected = Self(rawValue: 0x01)

  /// All flags.
  package static let all = Self(rawValue: 0xFF)
}

/// What DIO0 shows, bits 7:6 of RegDioMapping1 (datasheet table 18).
package enum SX127xInterrupt: UInt8, Sendable, Equatable {
  case rxDone = 0x00
  case txDone = 0x40
  case cadDone = 0x80

  /// The flags that may be raised meanwhile.
  package var flags: SX127xFlags {
    switch self {
    case .rxDone: [.rxDone, .payloadCRCError, .validHeader, .rxTimeout]
    case .txDone: .txDone
    case .cadDone: [.cadDone, .cadDetected]
    }
  }

  /// RegIrqFlagsMask: all others are masked.
  package var mask: UInt8 { ~flags.rawValue }
}
