// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

// The programs that reach what the driver aims at.
extension SX126xCore {
  package func image(for channel: RadioChannel) throws(RadioError) -> SX126xImage {
    try SX126xImage(channel: channel, settings: settings)
  }

  package mutating func want(_ image: SX126xImage) { self.image = image }

  package mutating func startingSteps(_ image: SX126xImage) -> [SX126xStep] {
    SX126xProgram.start(image, hasReset: state.hasReset, oscillator: oscillator)
      + SX126xProgram.tune(image, calibrating: false)
  }

  package mutating func tuningSteps(_ image: SX126xImage) -> [SX126xStep] {
    let offset = Int(image.channel.frequency.hertz) - Int(state.tuned?.frequency.hertz ?? 0)
    return SX126xProgram.tune(
      image, calibrating: abs(offset) > ChipTimes.calibrationRangeHertz)
  }

  package mutating func transmittingSteps(
    _ frame: [UInt8], _ image: SX126xImage, at now: Instant
  ) -> [SX126xStep] {
    SX126xProgram.transmit(frame, image)
  }

  package func sensingSteps(_ image: SX126xImage) -> [SX126xStep] { SX126xProgram.sense(image) }

  package func receivingSteps(_ image: SX126xImage, symbols: Int) -> [SX126xStep] {
    SX126xProgram.receiveOnce(image, symbols: symbols)
  }

  package func checkingSteps(_ image: SX126xImage) -> [SX126xStep] {
    SX126xProgram.selfCheck(image)
  }

  package func stoppingSteps(_ image: SX126xImage) -> [SX126xStep] { SX126xProgram.stop }

  package mutating func forget() {
    pausedUntil = nil
    standbyTries = 0
    arrival = nil
  }
}
