// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// What is done with the chip, step by step, for each purpose; pure.
package enum SX126xProgram {
  private static func command(_ command: SX126xCommand, _ bytes: UInt8...) -> SX126xStep {
    .command([command.rawValue] + bytes)
  }

  private static let standby = command(.setStandby, 0x00)

  // MARK: - Start

  /// From any state to standby with all that does not depend on the channel.
  package static func start(
    _ image: SX126xImage, hasReset: Bool, oscillator: SX126xSettings.Oscillator
  ) -> [SX126xStep] {
    let reset: [SX126xStep] = [
      .resetLow, .wait(ChipTimes.resetLow), .resetReleased, .wait(ChipTimes.resetRecovery),
    ]
    return (hasReset ? reset : []) + [.awaitStandby] + supply(oscillator) + [
      // Bit 0: the DC-DC converter.
      command(.setRegulatorMode, 0x01),
      command(.setPacketType, 0x01),
      .command(image.imageCalibration),
      command(.setDIO2AsRFSwitch, image.settings.antennaSwitch == .external ? 0x00 : 0x01),
      .change(.txClamp, .txClamp),
      command(.setBufferBase, 0x00, 0x00),
    ]
  }

  /// SetDio3AsTcxo with 5 ms to start, and the calibration of everything by that oscillator.
  private static func supply(_ oscillator: SX126xSettings.Oscillator) -> [SX126xStep] {
    let external: [SX126xStep] =
      oscillator == .crystal
      ? [] : [command(.setDIO3AsTCXO, oscillator.rawValue, 0x00, 0x01, 0x40)]
    return external + [
      command(.clearDeviceErrors, 0x00, 0x00), command(.calibrate, 0x7F),
      .wait(.milliseconds(5)), .checkOscillator,
    ]
  }

  // MARK: - Channel

  /// From any mode to receiving on the channel.
  package static func tune(_ image: SX126xImage, calibrating: Bool) -> [SX126xStep] {
    [standby] + (calibrating ? [.command(image.imageCalibration)] : []) + [
      .command(image.frequency), .command(image.modulation),
      .change(.iqPolarity, .iqPolarity),
      .change(.syncWord, .setting(image.syncWord)),
    ] + listen(image)
  }

  /// Back to receiving, for ever.
  package static func listen(_ image: SX126xImage) -> [SX126xStep] {
    receive(image) + [
      command(.setSymbolTimeout, 0x00), command(.setRX, 0xFF, 0xFF, 0xFF),
      .checkpoint(.listening),
    ]
  }

  private static func receive(_ image: SX126xImage) -> [SX126xStep] {
    prepare([.headerValid, .crcError], line: [.rxDone, .headerError, .timeout]) + [
      .command(image.packet(bytes: image.receiveBytes)),
      .change(.rxGain, .setting([0x96])),
      .connect(.receiver),
    ]
  }

  /// Receives one frame that begins within so many symbols.
  package static func receiveOnce(_ image: SX126xImage, symbols: Int) -> [SX126xStep] {
    let window = image.channel.modulation.symbolDuration * min(max(symbols, 4), 1_023)
    // Steps of 15.625 µs; the timer stops when a header is found.
    let steps = min(max(window / .microseconds(15.625), 1), 0xFF_FFFE)
    let count = UInt32(steps)
    return receive(image) + [
      .checkpoint(.receivingOnce),
      command(
        .setRX, UInt8(truncatingIfNeeded: count >> 16), UInt8(truncatingIfNeeded: count >> 8),
        UInt8(truncatingIfNeeded: count)),
    ]
  }

  /// Sends a frame.
  package static func transmit(_ frame: [UInt8], _ image: SX126xImage) -> [SX126xStep] {
    prepare([], line: [.txDone, .timeout]) + image.power.map(SX126xStep.command) + [
      .change(.ocp, .setting([image.protection])),
      .change(.txModulation, .txModulation),
      .command(image.packet(bytes: frame.count)),
      .load(frame), .connect(.transmitter), .checkpoint(.keyed),
      command(.setTX, 0x00, 0x00, 0x00),
    ]
  }

  /// Looks for a preamble or a frame.
  package static func sense(_ image: SX126xImage) -> [SX126xStep] {
    prepare(.cadDetected, line: .cadDone) + [
      .command(image.cadParameters), .connect(.receiver), .checkpoint(.sensing),
      command(.setCAD),
    ]
  }

  /// After a reception without header its timer runs on (erratum 15.3).
  package static let stopTimer: [SX126xStep] = [
    .change(.rtcControl, .setting([0x00])),
    .change(.eventMask, .bits(set: 0x02, cleared: 0x00)),
  ]

  /// Compares what receiving depends on and can be read.
  package static func selfCheck(_ image: SX126xImage) -> [SX126xStep] {
    [.checkType, .check(.syncWord, image.syncWord), .check(.rxGain, [0x96]), .strength]
  }

  /// Ends all.
  package static let stop: [SX126xStep] = [
    standby, command(.setSleep, 0x00), .connect(.none), .checkpoint(.slept),
  ]

  /// Stale flags go before the interrupt line changes its meaning.
  ///
  /// Only what ends an operation raises the line: what comes before it would hide its edge.
  private static func prepare(_ others: SX126xFlags, line: SX126xFlags) -> [SX126xStep] {
    let bits = others.union(line).bytes + line.bytes
    return [
      standby, command(.clearIRQStatus, 0x03, 0xFF),
      .command([SX126xCommand.setDIOIRQParams.rawValue] + bits + [0, 0, 0, 0]),
    ]
  }
}
