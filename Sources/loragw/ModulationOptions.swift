// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway
import LoRaPHY

/// The options that describe a modulation.
struct ModulationOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Spreading factor, 5 to 12.", valueName: "n"))
  var sf = 7

  @Option(help: ArgumentHelp("Bandwidth in kHz: 7.8 to 500.", valueName: "kHz"))
  var bw = 125.0

  @Option(help: ArgumentHelp("Coding rate: 4/5, 4/6, 4/7 or 4/8.", valueName: "rate"))
  var cr = "4/5"

  @Option(help: ArgumentHelp("Programmed preamble in symbols, 1 to 65535.", valueName: "n"))
  var preamble = 8

  @Flag(help: "Without the PHY header.")
  var implicitHeader = false

  @Flag(help: "With the PHY's own payload CRC.")
  var crc = false

  @Option(help: ArgumentHelp("Low data rate optimisation: auto, on or off.", valueName: "mode"))
  var ldro = "auto"

  @Option(
    help: ArgumentHelp(
      "Chip family: sx127x or sx126x; they differ at SF5 and SF6.", valueName: "chip"))
  var family = "sx127x"

  /// Whether no option was given another value than its default.
  var isDefault: Bool {
    sf == 7 && bw == 125 && cr == "4/5" && preamble == 8 && !implicitHeader && !crc
      && ldro == "auto" && family == "sx127x"
  }

  /// The modulation that the options describe.
  ///
  /// - Throws: `ValidationError` that names the option and what is legal.
  var modulation: Modulation {
    get throws {
      guard let factor = SpreadingFactor(rawValue: sf) else {
        throw ValidationError("--sf must be 5 to 12")
      }
      guard let bandwidth = Bandwidth(kilohertz: bw) else {
        let legal = Bandwidth.allCases.map(\.kilohertzText).joined(separator: ", ")
        throw ValidationError("--bw must be one of \(legal) kHz")
      }
      guard let rate = CodingRate(cr) else {
        throw ValidationError("--cr must be 4/5, 4/6, 4/7 or 4/8")
      }
      guard (1...65_535).contains(preamble) else {
        throw ValidationError("--preamble must be 1 to 65535 symbols")
      }
      let family = try chipFamily
      if family == .sx127x, factor == .sf5 || (factor == .sf6 && !implicitHeader) {
        throw ValidationError(
          "the SX127x has no SF5, and SF6 only with --implicit-header; or say --family sx126x")
      }
      return Modulation(
        spreadingFactor: factor, bandwidth: bandwidth, codingRate: rate,
        preambleSymbols: preamble, header: implicitHeader ? .implicit : .explicit,
        payloadCRC: crc ? .present : .absent, lowDataRateOptimization: try optimization,
        family: family)
    }
  }

  private var chipFamily: ChipFamily {
    get throws {
      switch family {
      case "sx127x": .sx127x
      case "sx126x": .sx126x
      default: throw ValidationError("--family must be sx127x or sx126x")
      }
    }
  }

  private var optimization: LowDataRateOptimization {
    get throws {
      switch ldro {
      case "auto": .auto
      case "on": .on
      case "off": .off
      default: throw ValidationError("--ldro must be auto, on or off")
      }
    }
  }
}
