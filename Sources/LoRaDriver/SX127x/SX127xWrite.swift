// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Bytes for consecutive registers.
package struct SX127xWrite: Sendable, Hashable {
  /// How a register reads after it was written.
  package enum ReadBack: Sendable, Hashable {
    /// As it was written.
    case same
    /// As it was written, one supposes: the datasheet does not describe it. No reason to give up.
    case undocumented
    /// The chip itself changes it.
    case changes
  }

  /// The first register.
  package var register: SX127xRegister
  /// Its byte, and those of the next ones.
  package var bytes: [UInt8]
  /// Whether it can be checked.
  package var readBack: ReadBack

  /// Makes a write that reads back as it is.
  package init(_ register: SX127xRegister, _ bytes: UInt8...) {
    self.init(register, bytes: bytes)
  }

  /// Makes a write.
  package init(_ register: SX127xRegister, bytes: [UInt8], readBack: ReadBack = .same) {
    self.register = register
    self.bytes = bytes
    self.readBack = readBack
  }

  /// Makes a write to registers that the datasheet does not describe.
  package static func undocumented(_ register: SX127xRegister, _ bytes: UInt8...) -> Self {
    Self(register, bytes: bytes, readBack: .undocumented)
  }

  /// Makes a write that cannot be checked.
  package static func unchecked(_ register: SX127xRegister, _ byte: UInt8) -> Self {
    Self(register, bytes: [byte], readBack: .changes)
  }

  /// What goes over the wire: bit 7 of the address means writing (datasheet §2.2).
  package var message: [UInt8] { [register.rawValue | 0x80] + bytes }
}
