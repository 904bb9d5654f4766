// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Testing

@Suite struct BoardTableTests {
  @Test func `the table that comes with loragw reads without a problem`() throws {
    let table = try BoardTable.shipped()
    #expect(table.boards.count >= 30)
    #expect(Set(table.boards.map(\.id)).count == table.boards.count)
    for board in table.boards {
      #expect(!board.name.isEmpty && !board.source.isEmpty, "\(board.id)")
      #expect((board.bus == .spi) == (board.spidev != nil), "\(board.id)")
    }
  }

  @Test func `boards are wired as their sources say`() throws {
    let table = try BoardTable.shipped()
    let bonnet = try #require(table.board("adafruit-4074"))
    #expect(bonnet.chip == .sx1276 && bonnet.spidev == "spidev0.1")
    #expect(bonnet.chipSelect == .kernel)
    #expect(bonnet.lines.reset == 25 && bonnet.lines.interrupt == 22)
    let hat = try #require(table.board("waveshare-sx1262-spi"))
    #expect(hat.chipSelect == .gpio(21) && hat.lines.busy == 20 && hat.lines.enable == [6])
    #expect(hat.dio2SwitchesAntenna && hat.tcxoVolts == nil)
    #expect(try #require(table.board("meshadv-pi")).tcxoVolts == 1.8)
    #expect(try #require(table.board("waveshare-sx126x-uart")).bus == .uart)
  }

  @Test func `an amplifier's gain is known at each setting, and at its ends beyond`() throws {
    let table = try BoardTable.shipped()
    let watt = try #require(table.board("rak6421-13302-slot1"))
    #expect(watt.amplifierGainDB(atChipDBm: 1) == 9)
    #expect(watt.amplifierGainDB(atChipDBm: 12) == 12)
    #expect(watt.amplifierGainDB(atChipDBm: 22) == 8)
    #expect(watt.amplifierGainDB(atChipDBm: -9) == 9)
    #expect(watt.amplifierGainDB(atChipDBm: .max) == 8)
    #expect(watt.amplifierGainDB.max() == 12)
    #expect(try #require(table.board("rfm95w")).amplifierGainDB(atChipDBm: 14) == 0)
  }

  @Test func `a misspelt board and a HAT's own name lead to the entry`() throws {
    let table = try BoardTable.shipped()
    #expect(table.board("adafruit-4047") == nil)
    #expect(table.nearest(to: "adafruit-4047") == "adafruit-4074")
    #expect(table.boards(hatName: "MESHADV-PI").map(\.id) == ["meshadv-pi"])
    #expect(table.boards(hatName: "Sense HAT").isEmpty)
  }

  @Test func `a board's amplifier counts against the law, unless the configuration knows better`()
    throws
  {
    let watt = ConfigurationSample.changed("sx127x", "sx126x")
      .replacing("adafruit-4074", with: "rak6421-13302-slot1")
    #expect(try Configuration(parsing: watt, file: "f").radio.channel.amplifierGainDB == 12)
    let own = watt.replacing("cable_loss_db = 0.0", with: "amplifier_gain_db = 2.5")
    #expect(try Configuration(parsing: own, file: "f").radio.channel.amplifierGainDB == 2.5)
    let bonnet = try Configuration(parsing: ConfigurationSample.text, file: "f")
    #expect(bonnet.radio.channel.amplifierGainDB == 0)
  }

  @Test func `a configuration may describe a board of its own`() throws {
    let text =
      ConfigurationSample.changed("adafruit-4074", "mine") + board("reset = 5\nchip_select = 21")
    guard
      case .board(let mine) = try Configuration(parsing: text, file: "f").radio.attachment
    else {
      Issue.record("no board")
      return
    }
    #expect(mine.id == "mine" && mine.lines.reset == 5 && mine.chipSelect == .gpio(21))
  }

  @Test func `a board's limit of power is kept`() throws {
    let text =
      ConfigurationSample.changed("adafruit-4074", "mine")
      .replacing("power_dbm = 14", with: "power_dbm = 15") + board("")
    let error = #expect(throws: ConfigurationError.self) {
      try Configuration(parsing: text, file: "f")
    }
    #expect("\(String(describing: error))".contains("takes at most 14 dBm at the chip"))
  }

  @Test(arguments: [
    ("[[board]]\nid = \"x\"\nchip = \"sx1276\"\nlargest_chip_dbm = 14\n", "spidev: missing"),
    (board("reset = 99"), "reset = 99: must be a whole number from 0 to 27"),
    (board("reset = 5\nbusy = 5"), "busy = 5: reset has this line already"),
    (board("chip_select = \"ce2\""), "no such chip select"),
    (board("chip_select = 5\nenable = [6, 5]"), "chip_select has this line already"),
    (board("amplifier_gain_db = [1, \"x\"]"), "a list of whole numbers"),
    (board("resett = 5"), "did you mean board[1].reset?"),
    (board("") + board(""), "another board has this id"),
    ("id = 5", "unknown key"),
  ])
  func `what is wrong with an entry is said`(text: String, problem: String) {
    let error = #expect(throws: ConfigurationError.self) {
      try BoardTable(parsing: text, file: "boards.toml")
    }
    #expect("\(error.map(String.init(describing:)) ?? "")".contains(problem))
  }
}

private func board(_ more: String) -> String {
  """
  [[board]]
  id = "mine"
  chip = "sx1276"
  spidev = "spidev0.0"
  largest_chip_dbm = 14
  \(more)

  """
}
