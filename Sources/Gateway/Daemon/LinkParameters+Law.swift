// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Fragmenter
import LoRaPHY

extension LinkParameters {
  /// What the link must know of a configuration: modulation, and what the law asks of the channel.
  ///
  /// - Throws: ``GatewayServiceError`` when the channel is illegal.
  package init(_ configuration: Configuration) throws(GatewayServiceError) {
    let channel = configuration.radio.channel
    let confirmed = configuration.gateway.confirmedRegions
    do {
      let callSign = configuration.gateway.callSign
      let admission = try channel.admission(confirmed: confirmed, callSign: callSign)
      try self.init(channel.radioChannel, under: admission.row)
      transmission = admission.transmission
      turnaround = channel.turnaround
      frameGap = channel.frameGap
      identify(in: try RegionRule.region(named: channel.region), as: callSign)
      bandName = try admission.rowName(in: channel.region)
      chooseRates(upTo: channel.rescueSpreadingFactor, under: admission.row)
      for extra in configuration.radio.extraChannels {
        let admission = try extra.channel.admission(confirmed: confirmed, callSign: callSign)
        // On a channel where it may only listen a station cannot answer.
        guard admission.transmission == .allowed else { continue }
        try add(
          extra.channel.radioChannel, use: extra.use, under: admission.row,
          named: try admission.rowName(in: extra.channel.region),
          upTo: max(
            channel.rescueSpreadingFactor, extra.channel.radioChannel.modulation.spreadingFactor))
      }
    } catch let error as GatewayServiceError {
      throw error
    } catch {
      throw .mayNotSend("\(error)")
    }
  }

  /// The link on a channel under the conditions of a row of the law.
  init(_ channel: RadioChannel, under row: SubBand) throws(GatewayServiceError) {
    self.init(modulation: channel.modulation)
    frequency = channel.frequency
    guard let longest = row.longestFrameBytes(for: channel.modulation) else {
      throw .mayNotSend("no frame is short enough for sub-band \(row.name)")
    }
    longestFrameBytes = min(longest, longestFrameBytes)
    airtimeRule = AirtimeRule(row)
    keepReserve(under: row)
  }

  /// Keeps airtime back for control frames, at the slowest spreading factor in use, and for chat.
  mutating func keepReserve(under row: SubBand) {
    var slowest = modulation
    slowest.spreadingFactor = spreadingFactors.max() ?? modulation.spreadingFactor
    // Chat keeps a tenth of a wide budget, a fifth of a narrow one.
    let chat = row.timing.dutyCycle.partsPerMillion >= 100_000 ? 100_000 : 200_000
    airtimeReserve = .standard(
      for: airtimeRule,
      controlFrame: slowest.timeOnAir(payloadBytes: ControlFrame.encodedBytes),
      handshakeFrame: slowest.timeOnAir(
        payloadBytes: HelloFrame.encodedBytes(.initiation, mode)),
      chatPartsPerMillion: chat)
  }

  /// Sends in clear, and with a call sign, where the region wants it.
  mutating func identify(in region: Region, as callSign: CallSign?) {
    mode = region.payloadMode
    self.callSign = mode == .clear ? callSign : nil
    identificationInterval = region.identificationInterval ?? identificationInterval
  }

  /// Lets announced bursts use what is legal from SF7 to the slower of home and rescue place.
  ///
  /// Where the law limits a frame's time, only spreading factors that carry at least half of what
  /// home's carries: all frames of a message have the length that the slowest of them allows.
  mutating func chooseRates(upTo rescue: SpreadingFactor, under row: SubBand?) {
    let slowest = max(rescue, modulation.spreadingFactor)
    func longest(_ factor: SpreadingFactor) -> Int {
      var slower = modulation
      slower.spreadingFactor = factor
      let legal = row.map { $0.longestFrameBytes(for: slower) ?? 0 }
      return min(legal ?? longestFrameBytes, Fragmenter.Limits.longestFrameBytes)
    }
    let least = longestFrameBytes / 2
    spreadingFactors = SpreadingFactor.allCases.filter {
      (.sf7...slowest).contains($0) && longest($0) >= least
    }
    rescueSpreadingFactor = rescue
    longestFrameBytes = spreadingFactors.map(longest).min() ?? longestFrameBytes
    if let row { keepReserve(under: row) }
  }
}

extension AirtimeRule {
  /// The airtime that a row of the law allows; a terminal's where terminals have less.
  init(_ row: SubBand) {
    let duty = row.terminalDutyCycle ?? row.timing.dutyCycle
    self.init(
      window: duty.window, limit: duty.isLimited ? duty.budget : nil,
      longestTransmission: row.timing.longestFrame, minimumPause: row.timing.pause)
  }
}
