// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

// The programs that reach what the driver aims at.
extension SX127xCore {
  package func image(for channel: RadioChannel) throws(RadioError) -> SX127xImage {
    try SX127xImage(channel: channel, settings: settings)
  }

  package mutating func want(_ image: SX127xImage) {
    if self.image?.channel.frequency != image.channel.frequency { correction.restart() }
    self.image = image
  }

  package mutating func startingSteps(_ image: SX127xImage) -> [SX127xStep] {
    calibrated = nil
    temperature = nil
    mustTune = false
    return SX127xProgram.start(image, hasReset: state.hasReset)
      + SX127xProgram.tune(image, correction: correction.hertz)
  }

  package mutating func tuningSteps(_ image: SX127xImage) -> [SX127xStep] {
    let steps = SX127xProgram.tune(image, correction: correction.hertz)
    guard !isCalibrated(for: image.channel.frequency) else { return steps }
    calibrated = image.channel.frequency
    temperature = nil
    return SX127xProgram.calibrate(image) + steps
  }

  private func isCalibrated(for frequency: Frequency) -> Bool {
    guard let calibrated else { return false }
    return abs(Int(calibrated.hertz) - Int(frequency.hertz)) <= ChipTimes.calibrationRangeHertz
  }

  /// After the correction of the receiver's frequency has changed.
  package mutating func retuningSteps(_ image: SX127xImage) -> [SX127xStep]? {
    guard mustTune else { return nil }
    mustTune = false
    return SX127xProgram.listen(image, correction: correction.hertz)
  }

  package mutating func transmittingSteps(
    _ frame: [UInt8], _ image: SX127xImage, at now: Instant
  ) -> [SX127xStep] {
    var power = SX127xPower(output: settings.output, dBm: settings.powerDBm)
    if power.isHigh, now < highPowerFrom {
      power = power.continuous
      state.health.poweredDown += 1
    }
    self.power = power
    return SX127xProgram.transmit(frame, image, power: power)
  }

  package func sensingSteps(_ image: SX127xImage) -> [SX127xStep] { SX127xProgram.sense(image) }

  package func receivingSteps(_ image: SX127xImage, symbols: Int) -> [SX127xStep] {
    SX127xProgram.receiveOnce(image, symbols: symbols, correction: correction.hertz)
  }

  package mutating func checkingSteps(_ image: SX127xImage) -> [SX127xStep] {
    checksSinceTemperature += 1
    let check = SX127xProgram.selfCheck(image, correction: correction.hertz)
    guard checksSinceTemperature >= Self.checksPerTemperature else { return check }
    return check + SX127xProgram.measureTemperature(image, correction: correction.hertz)
  }

  package func stoppingSteps(_ image: SX127xImage) -> [SX127xStep] {
    SX127xProgram.stop(port: image.port)
  }

  // MARK: - What is kept besides

  /// Full power is for so much of the time only.
  package mutating func noteKeyed(_ airtime: Duration, at now: Instant) {
    if power?.isHigh == true { highPowerFrom = now + airtime * SX127xPower.highPowerPause }
  }

  package mutating func noteReceptionBegins() { framesSeen = nil }

  package mutating func forget() {
    pause = nil
    arrival = nil
  }
}
