// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Fragmenter
import LoRaPHY

extension LinkParameters {
  /// What the link must know of a configuration: modulation, and what the law asks of the channel.
  ///
  /// - Throws: ``GatewayServiceError`` when the station may not send there.
  package init(_ configuration: Configuration) throws(GatewayServiceError) {
    let channel = configuration.radio.channel
    let confirmed = configuration.gateway.confirmedRegions
    do {
      try self.init(channel.radioChannel, under: channel.row(confirmed: confirmed))
    } catch let error as GatewayServiceError {
      throw error
    } catch {
      throw .mayNotSend("\(error)")
    }
  }

  /// The link on a channel under the conditions of a row of the law.
  init(_ channel: RadioChannel, under row: SubBand) throws(GatewayServiceError) {
    self.init(modulation: channel.modulation)
    guard let longest = row.longestFrameBytes(for: channel.modulation) else {
      throw .mayNotSend("no frame is short enough for sub-band \(row.name)")
    }
    longestFrameBytes = min(longest, longestFrameBytes)
    airtimeRule = AirtimeRule(row)
    // Chat keeps a tenth of a wide budget, a fifth of a narrow one.
    let chat = row.timing.dutyCycle.partsPerMillion >= 100_000 ? 100_000 : 200_000
    airtimeReserve = .standard(
      for: airtimeRule, controlFrame: timeOnAir(bytes: ControlFrame.encodedBytes),
      handshakeFrame: timeOnAir(bytes: HelloFrame.encodedBytes(.initiation)),
      chatPartsPerMillion: chat)
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
