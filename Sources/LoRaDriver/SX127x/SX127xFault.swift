// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why an SX127x had to be started anew.
package enum SX127xFault: ChipFault {
  /// The system failed a transfer or a line.
  case wire(BusError)
  /// The chip does not say that it is one.
  case version(UInt8)
  /// A register does not keep what is written.
  case register(SX127xRegister)
  /// The buffer does not keep a frame.
  case buffer
  /// The chip does not enter a mode.
  case mode(UInt8, found: UInt8)
  /// Calibration does not end.
  case calibration
  /// The chip has forgotten its registers.
  case forgotten
  /// A frame, search or reception never ends.
  case endless
}

extension SX127xFault: CustomStringConvertible {
  /// What is the matter, and what to do.
  package var description: String {
    switch self {
    case .wire(let error): error.description
    case .version(0x00), .version(0xFF):
      "no chip answers on SPI; check power, wiring and chip select"
    case .version(0x22): "this is an SX1272 or SX1273; only SX1276 to SX1279 are supported"
    case .version(let version):
      "RegVersion is \(hex(version)), not 0x12; wrong chip, wrong chip select, or SPI too fast"
    case .register(let register):
      "register \(register) does not keep what is written; check SPI wiring, lower its speed"
    case .buffer: "the buffer does not keep a frame; check SPI wiring, lower its speed"
    case .mode(let mode, let found):
      "RegOpMode stays \(hex(found)) instead of \(hex(mode)); check power and reset"
    case .calibration: "image calibration does not end; check the oscillator setting"
    case .forgotten: "the chip forgot its registers; check its power supply"
    case .endless: "the chip never reported the end of an operation"
    }
  }

  private func hex(_ byte: UInt8) -> String { SX127xRegister(rawValue: byte).description }
}
