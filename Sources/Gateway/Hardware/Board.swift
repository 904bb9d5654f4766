// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How a radio chip is wired to the computer.
///
/// One entry of `hardware/boards.toml`, or a `[[board]]` of the configuration.
public struct Board: Hashable, Sendable {
  /// The chip of a board.
  public enum Chip: String, Hashable, Sendable, CaseIterable {
    /// SX1276, 77, 79: up to 1020 MHz.
    case sx1276
    /// SX1278: up to 525 MHz.
    case sx1278
    /// SX1261, 62: up to 960 MHz.
    case sx1262
    /// SX1268: 410 to 810 MHz.
    case sx1268
    /// A modem with a program of its own before the chip.
    case opaque
  }

  /// What the chip hangs on.
  public enum Bus: String, Hashable, Sendable, CaseIterable {
    /// The SPI bus, through spidev.
    case spi
    /// A serial port, with a modem's own protocol.
    case uart
    /// A CH341 stick.
    case usbCH341 = "usb-ch341"
  }

  /// Who selects the chip on the bus.
  public enum ChipSelect: Hashable, Sendable {
    /// The kernel: the line belongs to the spidev device.
    case kernel
    /// A GPIO line that the driver moves itself.
    case gpio(Int)
  }

  /// The output of an SX127x that leads to the antenna.
  public enum PowerAmplifier: String, Hashable, Sendable, CaseIterable {
    /// PA_BOOST: 2 to 17 dBm, and 20 dBm.
    case boost
    /// RFO: -4 to 14 dBm.
    case rfo
  }

  /// How well an entry is known.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// Read in the source named.
    case seen
    /// From memory.
    case unverified
  }

  /// What the configuration names, like `adafruit-4074`.
  public var id: String
  /// What people call it.
  public var name: String
  /// The chip.
  public var chip: Chip
  /// What it hangs on.
  public var bus: Bus
  /// The device below `/dev`, like `spidev0.0`; SPI only.
  public var spidev: String?
  /// Who selects the chip; SPI only.
  public var chipSelect: ChipSelect?
  /// The GPIO lines, by BCM number.
  public var lines: BoardLines
  /// Whether the chip moves the antenna switch by DIO2.
  public var dio2SwitchesAntenna: Bool
  /// Supply of the chip's clock by DIO3, volts; `nil`: a crystal.
  public var tcxoVolts: Double?
  /// The output in use, SX127x only.
  public var powerAmplifier: PowerAmplifier
  /// What the chip may be set to, dBm.
  public var largestChipDBm: Int
  /// What an amplifier on the board adds, dB.
  ///
  /// One number, or one for each chip setting from 1 dBm on; empty: no amplifier.
  public var amplifierGainDB: [Double]
  /// What the board's EEPROM calls itself.
  public var hatNames: [String]
  /// Where the facts come from.
  public var source: String
  /// How well they are known.
  public var status: Status

  /// What the amplifier adds at a chip setting, dB.
  ///
  /// Settings outside a list take its nearest end.
  public func amplifierGainDB(atChipDBm setting: Int) -> Double {
    guard !amplifierGainDB.isEmpty else { return 0 }
    return amplifierGainDB[min(max(setting - 1, 0), amplifierGainDB.count - 1)]
  }
}

/// The GPIO lines of a board, by BCM number.
public struct BoardLines: Hashable, Sendable {
  /// Resets the chip; without it a stuck chip cannot be forced.
  public var reset: Int?
  /// DIO0 of an SX127x, DIO1 of an SX126x; without it the chip is polled.
  public var interrupt: Int?
  /// DIO1 of an SX127x.
  public var dio1: Int?
  /// DIO2 of an SX127x.
  public var dio2: Int?
  /// BUSY of an SX126x.
  public var busy: Int?
  /// High while sending.
  public var transmitEnable: Int?
  /// High while listening.
  public var receiveEnable: Int?
  /// High as long as the radio is in use.
  public var enable: [Int]

  /// All lines, each with its key.
  var named: [(key: String, line: Int)] {
    let single = [
      ("reset", reset), ("interrupt", interrupt), ("dio1", dio1), ("dio2", dio2), ("busy", busy),
      ("transmit_enable", transmitEnable), ("receive_enable", receiveEnable),
    ]
    return single.compactMap { key, line in line.map { (key, $0) } }
      + enable.map { ("enable", $0) }
  }
}
