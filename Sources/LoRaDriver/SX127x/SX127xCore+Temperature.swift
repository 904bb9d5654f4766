// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

// The calibration holds for some degrees only (datasheet §2.1.3.8).
extension SX127xCore {
  /// The temperature is read with every tenth self-check: every ten minutes.
  static let checksPerTemperature = 10
  /// So many degrees from the last calibration the receiver is calibrated again.
  static let calibrationRangeDegrees = 10

  /// Drops the rest of the program while the receiver is at a frame, or one waits in it.
  mutating func takeIdle(_ values: [UInt8]) {
    guard let snapshot = SX127xSnapshot(values), snapshot.flags.isEmpty, !snapshot.isBusy else {
      program = []
      return
    }
  }

  mutating func takeTemperature(_ values: [UInt8]) {
    guard let value = values.first.map(Int8.init(bitPattern:)), let image else { return }
    checksSinceTemperature = 0
    guard let former = temperature else {
      temperature = value
      return
    }
    guard abs(Int(value) - Int(former)) > Self.calibrationRangeDegrees else { return }
    temperature = nil
    state.health.recalibrations += 1
    load(SX127xProgram.calibrate(image) + SX127xProgram.tune(image, correction: correction.hertz))
  }
}
