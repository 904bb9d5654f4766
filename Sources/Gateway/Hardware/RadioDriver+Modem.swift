// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaDriver
import LoRaPHY

/// What a modem's firmware decides by itself.
extension RadioDriver {
  /// Who decides how long the preamble is.
  var preamble: PreambleRule {
    switch self {
    case .rnode: .rnode
    case .meshcoreKISS: .meshCore
    case .sx127x, .sx126x, .rn2xx3, .rui3, .simulated: .programmed
    }
  }

  /// Whether frames have the radio's own CRC, which most modems send whatever they are told.
  var payloadCRC: PayloadCRC {
    switch self {
    case .sx127x, .sx126x, .simulated: .absent
    case .rnode, .meshcoreKISS, .rn2xx3, .rui3: .present
    }
  }

  /// From the end of a frame to the first symbol of its answer, at most.
  ///
  /// A frame goes over the serial line before it is sent and after it is received; an RNode listens
  /// besides, and longest at the slowest spreading factor.
  func turnaround(at slowest: Modulation) -> Duration {
    switch self {
    case .sx127x, .sx126x, .simulated: .milliseconds(40)
    case .meshcoreKISS: .milliseconds(140)
    case .rn2xx3, .rui3: .milliseconds(260)
    case .rnode: .milliseconds(140) + RNodeModem.listeningTime(slowest)
    }
  }

  /// The pause that a peer with the same radio needs between two of our frames.
  ///
  /// An RN2xx3 is deaf for 114 ms after a long frame; in 90 ms of them ours reads the next frame
  /// from its serial line.
  var frameGap: Duration {
    switch self {
    case .rn2xx3: .milliseconds(40)
    case .sx127x, .sx126x, .simulated, .meshcoreKISS, .rnode, .rui3: .zero
    }
  }
}

extension RadioConfiguration {
  /// Opens a dongle, which need not be plugged in yet.
  func openDongle(
    _ name: String, clock: @escaping @Sendable () -> Instant
  ) throws(GatewayServiceError) -> any Radio {
    guard let device = SerialDeviceName(name) else { throw .noRadio("no device \"\(name)\"") }
    let modem = try modem()
    do throws(BusError) {
      return try SerialRadio(modem, device: device, clock: clock)
    } catch {
      throw .noRadio("device \(name): \(error)")
    }
  }

  /// The protocol that the dongle speaks.
  ///
  /// - Throws: ``GatewayServiceError`` when the driver is not a dongle's.
  package func modem() throws(GatewayServiceError) -> any SerialModem {
    switch driver {
    case .rnode:
      return RNodeModem(
        RNodeSettings(
          powerDBm: channel.powerDBm, legalPartsPerMillion: channel.legalPartsPerMillion))
    case .meshcoreKISS: return MeshCoreModem(powerDBm: channel.powerDBm)
    case .rn2xx3: return RN2xx3Modem(settings: RN2xx3Settings(powerDBm: channel.powerDBm))
    case .rui3: return RUI3Modem(settings: RUI3Settings(powerDBm: channel.powerDBm))
    case .sx127x, .sx126x, .simulated: throw .noRadio("\(driver.rawValue) is no dongle")
    }
  }
}

extension ChannelConfiguration {
  /// The share of time in which the law lets a station send; nil where it sets no limit.
  ///
  /// Of a row whose rules are not sure yet, too: it is a second belt.
  fileprivate var legalPartsPerMillion: Int? {
    guard let region = try? RegionRule.region(named: region),
      let row = try? region.subBand(for: radioChannel)
    else { return nil }
    let duty = row.terminalDutyCycle ?? row.timing.dutyCycle
    return duty.isLimited ? duty.partsPerMillion : nil
  }
}
