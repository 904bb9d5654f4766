// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why an SX126x had to be started anew.
package enum SX126xFault: ChipFault {
  /// The system failed a transfer or a line.
  case wire(BusError)
  /// The chip does not come to standby.
  case absent(status: UInt8)
  /// Neither oscillator starts.
  case oscillator
  /// A register does not keep what is written.
  case register(SX126xRegister)
  /// The buffer does not keep a frame.
  case buffer
  /// The chip has forgotten its settings, or left its mode.
  case forgotten
  /// A frame, search or reception never ends.
  case endless
}

extension SX126xFault: CustomStringConvertible {
  /// What is the matter, and what to do.
  package var description: String {
    switch self {
    case .wire(let error): error.description
    case .absent(0x00), .absent(0xFF):
      "no chip answers on SPI; check power, wiring and chip select"
    case .absent(let status):
      "the chip does not come to standby (status \(status)); check power, reset and chip select"
    case .oscillator: "the oscillator does not start, neither by DIO3 nor as crystal"
    case .register(let register):
      "register \(register) does not keep what is written; check SPI wiring, lower its speed"
    case .buffer: "the buffer does not keep a frame; check SPI wiring, lower its speed"
    case .forgotten: "the chip forgot its settings; check its power supply"
    case .endless: "the chip never reported the end of an operation"
    }
  }
}
