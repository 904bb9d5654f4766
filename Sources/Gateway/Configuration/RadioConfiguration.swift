// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// `radio.driver`: the kinds of radio.
public enum RadioDriver: String, CaseIterable, Sendable {
  /// A Semtech SX127x on SPI.
  case sx127x
  /// A Semtech SX126x on SPI.
  case sx126x
  /// A dongle with RNode firmware.
  case rnode
  /// A dongle with MeshCore's KISS modem firmware.
  case meshcoreKISS = "meshcore-kiss"
  /// A Microchip RN2483 or RN2903.
  case rn2xx3
  /// A RAK module with RUI3 firmware.
  case rui3
  /// The simulated air of `loragw ether`.
  case simulated

  /// The key of `[radio]` that says where the radio is.
  var attachmentKey: String {
    switch self {
    case .sx127x, .sx126x: "board"
    case .rnode, .meshcoreKISS, .rn2xx3, .rui3: "device"
    case .simulated: "ether"
    }
  }

  /// The spreading factors usable with explicit headers.
  var spreadingFactors: ClosedRange<Int> {
    switch self {
    case .sx127x, .rn2xx3: 7...12
    case .sx126x, .rnode, .meshcoreKISS, .rui3, .simulated: 5...12
    }
  }

  /// The bandwidths the radio has.
  var bandwidths: [Bandwidth] {
    switch self {
    case .rn2xx3: Bandwidth.allCases.filter { $0.rawValue >= 125_000 }
    default: Array(Bandwidth.allCases)
    }
  }

  /// The settings of the chip's output power, in dBm.
  var powerDBm: ClosedRange<Int> {
    switch self {
    case .sx127x: -4...20
    case .sx126x: -9...22
    case .rn2xx3: -3...20
    case .rui3: 5...22
    case .rnode, .meshcoreKISS: 0...30
    case .simulated: ConfigurationLimits.powerDBm
    }
  }

  /// The formulas of time on air to reckon with.
  ///
  /// The families differ at SF5 and SF6 only, which only the SX126x has with explicit headers.
  func family(at spreadingFactor: SpreadingFactor) -> ChipFamily {
    switch self {
    case .sx127x, .rn2xx3: .sx127x
    case .sx126x, .rui3: .sx126x
    case .rnode, .meshcoreKISS, .simulated: spreadingFactor < .sf7 ? .sx126x : .sx127x
    }
  }
}

/// Where the radio is.
public enum RadioAttachment: Hashable, Sendable {
  /// `board`: an entry of the table of boards; for the drivers on SPI.
  case board(Board)
  /// `device`: the path of a serial device, or `usb:` and a serial number; for dongles.
  case serial(path: String)
  /// `ether`: the socket of a simulated air.
  case ether(socketPath: String)
}

/// `[radio]`: the radio and its channel.
public struct RadioConfiguration: Equatable, Sendable {
  /// `driver`: sx127x, sx126x, rnode, meshcore-kiss, rn2xx3, rui3 or simulated.
  ///
  /// Required.
  public var driver: RadioDriver
  /// `board`, `device` or `ether`: where the radio is.
  ///
  /// Required. For chips on SPI the id of a board, which `loragw doctor` lists; for dongles the
  /// path of a serial device that stays the same (/dev/serial/by-id/…), or `usb:` and a serial
  /// number; for the simulated radio the socket of `loragw ether`.
  public var attachment: RadioAttachment
  /// `[radio.channel]`: frequency, modulation, power.
  ///
  /// Required.
  public var channel: ChannelConfiguration
  /// `[[radio.extra_channel]]`: where announced bursts may take place besides.
  ///
  /// Default: nowhere.
  public var extraChannels: [ExtraChannelConfiguration] = []
}

/// `[radio.channel]`: frequency, modulation, power.
public struct ChannelConfiguration: Equatable, Sendable {
  /// `region`: the id of the rules to keep.
  ///
  /// Required: no region, no transmission.
  public var region: String
  /// `frequency_mhz`, `bandwidth_khz`, `spreading_factor` (all required) and `coding_rate` (default
  /// "4/5").
  ///
  /// A frequency is rounded to the nearest hertz. Preamble 8, explicit header; a dongle's firmware
  /// may have a preamble of its own. `payload_crc`, "present" or "absent", is absent by default
  /// but for dongles, which send one; "present" lets the frames of a chip be taken by all dongles.
  public var radioChannel: RadioChannel
  /// `power_dbm`: the chip's output power, in dBm.
  ///
  /// Default: 14.
  public var powerDBm: Int
  /// `antenna_gain_dbi`: over an isotropic antenna.
  ///
  /// Default: 2.15, a half-wave dipole.
  public var antennaGainDBi: Double
  /// `cable_loss_db`: between radio and antenna.
  ///
  /// Default: 0.
  public var cableLossDB: Double
  /// `amplifier_gain_db`: outside the chip.
  ///
  /// Default: what the board's profile says, else 0.
  public var amplifierGainDB: Double?
  /// `rescue_spreading_factor`: where both ends meet after silence.
  ///
  /// Default: the slowest one at which the region allows a frame of 64 bytes, and no faster than
  /// `spreading_factor`.
  public var rescueSpreadingFactor: SpreadingFactor
  /// `turnaround_ms`: from the end of a frame to the first symbol of its answer, at most.
  ///
  /// Default: what the station's own radio needs; stations that speak with slower radios, such as
  /// RNodes, need the slowest one's.
  public var turnaround = Duration.milliseconds(40)
  /// `frame_gap_ms`: the pause after each frame sent before the next.
  ///
  /// Default: what a peer with the same radio needs; a radio that is deaf after each frame, such as
  /// an RN2xx3, needs it of stations with faster ones too.
  public var frameGap = Duration.zero

  /// The chip's output power when nothing is said, in dBm.
  public static let defaultPowerDBm = 14
  /// The gain of a half-wave dipole, in dBi.
  public static let defaultAntennaGainDBi = 2.15

  /// The part that both ends of a link must have alike.
  public var shared: SharedChannel {
    let modulation = radioChannel.modulation
    return SharedChannel(
      region: region, frequency: radioChannel.frequency, bandwidth: modulation.bandwidth,
      spreadingFactor: modulation.spreadingFactor, codingRate: modulation.codingRate,
      preambleSymbols: modulation.preambleSymbols, rescueSpreadingFactor: rescueSpreadingFactor)
  }
}
