// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What is done with the chip, step by step, for each purpose; pure.
package enum SX127xProgram {
  private static let clearFlags = SX127xStep.write(.unchecked(.irqFlags, SX127xFlags.all.rawValue))

  // MARK: - Start

  /// From any state to the standby of the LoRa page.
  package static func start(_ image: SX127xImage, hasReset: Bool) -> [SX127xStep] {
    let reset: [SX127xStep] = [
      .resetLow, .wait(ChipTimes.resetLow), .resetReleased, .wait(ChipTimes.resetRecovery),
    ]
    return (hasReset ? reset : []) + [.identify] + calibrate(image)
  }

  /// Calibrates the receiver at the channel, which only the FSK page can, and enters the LoRa page.
  ///
  /// The amplifier's pin is set to RFO at its least (datasheet §2.1.3.8). The page can only be
  /// changed in sleep (datasheet §6.4).
  package static func calibrate(_ image: SX127xImage) -> [SX127xStep] {
    let isExternal = image.settings.oscillator == .tcxo
    return openFSK(image) + [
      .write(SX127xWrite(.tcxo, isExternal ? 0x19 : 0x09)),
      .write(SX127xWrite(.paConfig, 0x00)),
      .write(SX127xWrite(.frf, bytes: image.steps(shiftedBy: 0))),
      .enter(SX127xMode.standby.register(.fsk, port: image.port)),
      .wait(oscillatorStart(image)),
      // Start, with the automatic off and the threshold as after a reset.
      .write(.unchecked(.imageCal, 0x42)),
      .awaitCalibration,
    ] + readTemperature(image) + openLoRa(image) + [.calibrated]
  }

  private static func oscillatorStart(_ image: SX127xImage) -> Duration {
    image.settings.oscillator == .tcxo ? SX127xTimes.tcxoStart : SX127xTimes.crystalStart
  }

  /// To the sleep of the FSK page, from any mode.
  private static func openFSK(_ image: SX127xImage) -> [SX127xStep] {
    [
      .write(.unchecked(.opMode, SX127xMode.sleep.register(.lora, port: image.port))),
      .wait(SX127xTimes.crystalStart),
      .enter(SX127xMode.sleep.register(.fsk, port: image.port)),
    ]
  }

  /// To the standby of the LoRa page, from the sleep of the other.
  private static func openLoRa(_ image: SX127xImage) -> [SX127xStep] {
    [
      .enter(SX127xMode.sleep.register(.lora, port: image.port)),
      .enter(SX127xMode.standby.register(.lora, port: image.port)),
      .wait(oscillatorStart(image)),
    ]
  }

  /// From the FSK page's standby to its sleep, by its synthesizer, where the thermometer works: bit
  /// 0 of RegImageCal is 0 for 140 µs.
  private static func readTemperature(_ image: SX127xImage) -> [SX127xStep] {
    [
      .enter(SX127xMode.frequencySynthesisRX.register(.fsk, port: image.port)),
      .write(.unchecked(.imageCal, 0x02)),
      .wait(SX127xTimes.thermometer),
      .write(.unchecked(.imageCal, 0x03)),
      .enter(SX127xMode.sleep.register(.fsk, port: image.port)),
      .temperature,
    ]
  }

  /// Looks whether the chip has warmed or cooled since its calibration, and listens again.
  ///
  /// Some milliseconds without reception; none when a frame is coming in.
  package static func measureTemperature(
    _ image: SX127xImage, correction hertz: Int
  ) -> [SX127xStep] {
    [.idle] + openFSK(image) + [
      .enter(SX127xMode.standby.register(.fsk, port: image.port)),
      .wait(oscillatorStart(image)),
    ] + readTemperature(image) + openLoRa(image) + tune(image, correction: hertz)
  }

  // MARK: - Channel

  /// From any mode of the LoRa page to receiving on the channel.
  package static func tune(_ image: SX127xImage, correction hertz: Int) -> [SX127xStep] {
    [standby(image)] + image.channelImage.map(SX127xStep.write)
      + listen(image, correction: hertz)
  }

  /// Back to receiving.
  package static func listen(_ image: SX127xImage, correction hertz: Int) -> [SX127xStep] {
    prepare(image, image.receiveImage(correction: hertz)) + [
      .write(.unchecked(.fifoAddrPtr, 0x00)),
      .enter(SX127xMode.receive.register(.lora, port: image.port)),
      .checkpoint(.listening),
    ]
  }

  /// Sends a frame.
  package static func transmit(
    _ frame: [UInt8], _ image: SX127xImage, power: SX127xPower
  ) -> [SX127xStep] {
    prepare(image, image.transmitImage(bytes: frame.count, power: power)) + [
      .load(frame), .checkpoint(.keyed),
      .write(.unchecked(.opMode, SX127xMode.transmit.register(.lora, port: image.port))),
    ]
  }

  /// Looks for a preamble or a frame.
  package static func sense(_ image: SX127xImage) -> [SX127xStep] {
    prepare(image, image.interrupt(.cadDone)) + [
      .checkpoint(.sensing),
      .write(.unchecked(.opMode, SX127xMode.detectActivity.register(.lora, port: image.port))),
    ]
  }

  /// Receives one frame that begins within so many symbols.
  package static func receiveOnce(
    _ image: SX127xImage, symbols: Int, correction hertz: Int
  ) -> [SX127xStep] {
    prepare(image, image.receiveImage(correction: hertz)) + [
      .write(image.timeoutImage(symbols: symbols)),
      .write(.unchecked(.fifoAddrPtr, 0x00)),
      .checkpoint(.receivingOnce),
      .write(.unchecked(.opMode, SX127xMode.receiveSingle.register(.lora, port: image.port))),
    ]
  }

  /// Compares all that receiving depends on.
  package static func selfCheck(_ image: SX127xImage, correction hertz: Int) -> [SX127xStep] {
    let mode = SX127xMode.receive.register(.lora, port: image.port)
    let writes = image.channelImage + image.receiveImage(correction: hertz)
    return [.identify, .check(SX127xWrite(.opMode, mode))]
      + writes.filter { $0.readBack == .same }.map(SX127xStep.check)
  }

  /// Ends all.
  package static func stop(port: SX127xPort) -> [SX127xStep] {
    [
      .write(.unchecked(.opMode, SX127xMode.sleep.register(.lora, port: port))),
      .checkpoint(.slept),
    ]
  }

  private static func standby(_ image: SX127xImage) -> SX127xStep {
    .enter(SX127xMode.standby.register(.lora, port: image.port))
  }

  /// Stale flags go before the interrupt line changes its meaning.
  private static func prepare(
    _ image: SX127xImage, _ writes: [SX127xWrite]
  ) -> [SX127xStep] {
    [standby(image), clearFlags] + writes.map(SX127xStep.write)
  }
}
