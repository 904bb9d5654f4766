// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// One thing to do with the chip.
package enum SX126xStep: ChipStep, Equatable {
  /// How bits of a register are changed, or what it is set to.
  package enum Change: Sendable, Equatable {
    case txModulation
    case txClamp
    case iqPolarity
    case setting([UInt8])
    /// Bits that are set, and bits that are cleared.
    case bits(set: UInt8, cleared: UInt8)
  }

  /// Send a command.
  case command([UInt8])
  /// Read a register, write it, read it back.
  case change(SX126xRegister, Change, attempt: Int = 1)
  /// Compare a register with what was written.
  case verify(SX126xRegister, [UInt8], Change, attempt: Int)
  /// Write a frame into the buffer, read it back and compare.
  case load([UInt8], attempt: Int = 1)
  /// Compare the buffer with a frame.
  case compare([UInt8], attempt: Int)
  /// Command standby until the chip is there.
  case awaitStandby
  /// Read the errors; without the external oscillator begin again as with a crystal.
  case checkOscillator
  case wait(Duration)
  case resetLow
  case resetReleased
  /// Lead the antenna.
  case connect(AntennaPath)
  /// Read the flags.
  case look
  /// Read where the frame is, its levels, its bytes, its frequency error.
  case place
  case levels
  case fetch(start: UInt8, count: Int)
  case frequencyError
  /// Read the strength on the channel.
  case strength
  /// Look at the interrupt line.
  case level
  /// Compare the packet type, a register with what they should be.
  case checkType
  case check(SX126xRegister, [UInt8])
  case checkpoint(ChipCheckpoint)
}
