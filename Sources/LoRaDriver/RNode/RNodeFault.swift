// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What RNode firmware says in an error frame.
enum RNodeFault: UInt8 {
  case radioDoesNotStart = 0x01
  case transmissionFailed = 0x02
  case storageLocked = 0x03
  case queueFull = 0x04
  case memoryLow = 0x05
  /// The device resets itself after this one.
  case modemTimeout = 0x06

  /// Whether only the frame in the modem is concerned.
  var concernsFrame: Bool { self == .transmissionFailed || self == .queueFull }
}

extension RNodeFault: CustomStringConvertible {
  /// What is the matter, for the operator.
  var description: String {
    switch self {
    case .radioDoesNotStart:
      "the RNode cannot start its radio chip; is its firmware for this board?"
    case .transmissionFailed: "the RNode failed to send"
    case .storageLocked: "the RNode's EEPROM is locked"
    case .queueFull: "the RNode's queue is full"
    case .memoryLow: "the RNode is short of memory"
    case .modemTimeout: "the RNode's radio chip hangs; it resets itself"
    }
  }
}
