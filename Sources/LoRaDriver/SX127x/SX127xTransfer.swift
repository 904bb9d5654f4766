// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// What is under way on the wires.
package enum SX127xTransfer: ChipTransfer {
  case write(SX127xWrite, attempt: Int)
  case readBack(SX127xWrite, attempt: Int)
  /// A register is read until it has its value.
  case confirm(SX127xConfirmation)
  /// The mode was written once more.
  case repeated(SX127xConfirmation)
  case compare([UInt8], attempt: Int)
  case look(isSecond: Bool)
  case fetch
  case position
  case idle
  case temperature
  case check(SX127xWrite, isSecond: Bool)
  case line
  /// Its outcome does not matter any more.
  case ignored

  /// Whether a line is driven or read.
  package var isLine: Bool { if case .line = self { true } else { false } }
}

/// A register that is waited for.
package struct SX127xConfirmation: Sendable {
  package enum Aim: Sendable {
    case mode(UInt8)
    case version
    case calibration
  }

  var aim: Aim
  var deadline: Instant
  /// When a mode is written once more.
  var repeatAt: Instant
}

/// A time that is waited for.
package struct SX127xPause: Sendable {
  var until: Instant
  var confirmation: SX127xConfirmation?
}
