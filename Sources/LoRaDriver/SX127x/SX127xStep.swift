// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// One thing to do with the chip.
package enum SX127xStep: ChipStep, Equatable {
  /// Write; read back and compare where the register allows.
  case write(SX127xWrite)
  /// Write RegOpMode and wait until it is in force.
  case enter(UInt8)
  /// Wait until RegOpMode has this value.
  case awaitMode(UInt8)
  /// Write a frame into the buffer, read it back and compare.
  case load([UInt8], attempt: Int = 1)
  /// Compare the buffer with a frame.
  case compare([UInt8], attempt: Int)
  /// Wait until RegVersion is that of a known chip.
  case identify
  /// Calibrated for the channel.
  case calibrated
  /// Read the ``SX127xSnapshot``; while a frame comes in or waits the rest is not done.
  case idle
  /// Read RegTemp; when it has moved too far since the calibration, calibrate instead of the rest.
  case temperature
  /// Wait until bit 5 of RegImageCal falls.
  case awaitCalibration
  /// Wait.
  case wait(Duration)
  /// Drive the reset line.
  case resetLow
  case resetReleased
  /// Read the ``SX127xSnapshot``.
  case look
  /// Read so many bytes from the buffer.
  case fetch(Int)
  /// Read RegFifoRxByteAddr to RegFeiLsb.
  case position
  /// Look at the interrupt line.
  case level
  /// Compare registers with what they should be.
  case check(SX127xWrite)
  /// What has been reached.
  case checkpoint(ChipCheckpoint)
}
