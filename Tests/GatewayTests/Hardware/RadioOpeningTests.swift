// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaDriver
import LoRaPHY
import Testing

@Suite struct RadioOpeningTests {
  @Test func `a board's wires and chip are those of the table`() throws {
    let board = try Sample.board("dragino-lora-gps-hat")
    let wiring = try #require(SPIBoard(board))
    #expect(wiring.device == "/dev/spidev0.0")
    #expect(wiring.chipSelect == .line(.line("GPIO25")))
    #expect(wiring.reset == .line("GPIO17"))
    #expect(wiring.interrupt == .line("GPIO4"))
    let settings = try SX127xSettings(board, powerDBm: 14)
    #expect(settings.output == .paBoost)
    #expect(settings.powerDBm == 14)
    #expect(settings.oscillator == .crystal)
  }

  @Test func `supply of the clock, antenna switch and lines of an SX126x come from the board`()
    throws
  {
    var board = try Sample.board("waveshare-sx1262-spi")
    board.lines.transmitEnable = 6
    board.lines.receiveEnable = 13
    board.lines.enable = [5]
    board.dio2SwitchesAntenna = true
    board.tcxoVolts = 1.8
    let wiring = try #require(SPIBoard(board))
    #expect(wiring.transmitEnable == .line("GPIO6"))
    #expect(wiring.receiveEnable == .line("GPIO13"))
    #expect(wiring.held == [.line("GPIO5")])
    #expect(wiring.busy == board.lines.busy.map { .line("GPIO\($0)") })
    var settings = try SX126xSettings(board, powerDBm: 22)
    #expect(settings.oscillator == .volts1_8)
    #expect(settings.antennaSwitch == .both)
    board.dio2SwitchesAntenna = false
    board.tcxoVolts = nil
    settings = try SX126xSettings(board, powerDBm: 22)
    #expect(settings.oscillator == .crystal)
    #expect(settings.antennaSwitch == .external)
    for (volts, expected) in [
      (1.6, SX126xSettings.Oscillator.volts1_6), (2.4, .volts2_4), (3.3, .volts3_3),
    ] {
      board.tcxoVolts = volts
      #expect(try SX126xSettings(board, powerDBm: 22).oscillator == expected)
    }
  }

  @Test func `a device that is missing is one line`() throws {
    var configuration = try Configuration(
      parsing: ConfigurationSample.text, file: "a.toml")
    guard case .board(var board) = configuration.radio.attachment else {
      Issue.record("no board")
      return
    }
    board.spidev = "spidev77.7"
    configuration.radio.attachment = .board(board)
    do {
      _ = try configuration.radio.open { .zero }
      Issue.record("opened")
    } catch {
      let line = error.description
      #expect(line.hasPrefix("radio: board \"adafruit-4074\": /dev/spidev77.7: no such device"))
      #expect(!line.contains("\n"))
    }
  }
}
