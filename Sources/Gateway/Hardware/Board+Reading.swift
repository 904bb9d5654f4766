// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension Board {
  /// GPIO numbers of the 40-pin header.
  private static let gpioNumbers = 0...27

  private static let keys = [
    "id", "name", "chip", "bus", "spidev", "chip_select", "reset", "interrupt", "dio1", "dio2",
    "busy", "transmit_enable", "receive_enable", "enable", "dio2_rf_switch", "tcxo_volts",
    "power_amplifier", "largest_chip_dbm", "amplifier_gain_db", "hat", "source", "status",
  ]

  /// Reads all tables `[[board]]`; those that are wrong are logged and left out.
  static func all(_ whole: SectionReader) -> [Board] {
    var boards: [Board] = []
    for section in whole.sections("board") {
      guard let board = Board(section) else { continue }
      if boards.contains(where: { $0.id == board.id }) {
        section.refuse(
          "id", ProblemLog.quoted(board.id), "another board has this id; choose a second one")
      } else {
        boards.append(board)
      }
    }
    return boards
  }

  /// Reads one `[[board]]`; `nil` when something is missing or wrong.
  private init?(_ section: SectionReader) {
    section.checkKeys(known: Board.keys)
    section.require("id", "write id = \"my-board\"")
    section.require("chip", "write chip = \"sx1276\", or what the board has")
    section.require("largest_chip_dbm", "write largest_chip_dbm = 14, or what the chip may do")
    guard
      let id = section.string("id"),
      let chip = section.choice(
        "chip", among: Chip.allCases.map { ($0.rawValue, $0) }, what: "chip"),
      let largest = section.integer("largest_chip_dbm", in: -9...22, unit: " dBm")
    else { return nil }
    guard Board.isID(id) else {
      section.refuse("id", ProblemLog.quoted(id), "must be lower case letters, digits, - _ .")
      return nil
    }
    let bus =
      section.choice("bus", among: Bus.allCases.map { ($0.rawValue, $0) }, what: "bus") ?? .spi
    let (spidev, chipSelect) = Board.selection(section, bus: bus)
    self.init(
      id: id, name: section.string("name") ?? id, chip: chip, bus: bus, spidev: spidev,
      chipSelect: chipSelect, lines: BoardLines(section, numbers: Board.gpioNumbers, bus: bus),
      dio2SwitchesAntenna: section.flag("dio2_rf_switch") ?? false,
      tcxoVolts: section.number("tcxo_volts", in: 1.6...3.3, unit: "V"),
      powerAmplifier: section.choice(
        "power_amplifier", among: PowerAmplifier.allCases.map { ($0.rawValue, $0) },
        what: "output") ?? .boost,
      largestChipDBm: largest, amplifierGainDB: section.gains("amplifier_gain_db"),
      hatNames: section.strings("hat") ?? [], source: section.string("source") ?? "",
      status: section.choice(
        "status", among: Status.allCases.map { ($0.rawValue, $0) }, what: "status") ?? .unverified)
    section.checkRequiredLines(of: self)
  }

  /// The device and who selects the chip; nothing but on SPI.
  private static func selection(
    _ section: SectionReader, bus: Bus
  ) -> (spidev: String?, chipSelect: ChipSelect?) {
    guard bus == .spi else { return (nil, nil) }
    section.require("spidev", "write spidev = \"spidev0.0\"")
    let spidev = section.string("spidev")
    if let spidev, !isDevice(spidev) {
      section.refuse(
        "spidev", ProblemLog.quoted(spidev), "must be a device below /dev, like \"spidev0.0\"")
    }
    guard section.has("chip_select") else { return (spidev, .kernel) }
    if section.isText("chip_select") {
      let kernel = section.choice(
        "chip_select", among: [("ce0", ChipSelect.kernel), ("ce1", .kernel)], what: "chip select")
      return (spidev, kernel)
    }
    let line = section.integer("chip_select", in: gpioNumbers)
    return (spidev, line.map(ChipSelect.gpio) ?? .kernel)
  }

  /// 1 to 64 lower case letters, digits, `-`, `_`, `.`.
  private static func isID(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || "-_.".utf8.contains($0)
      }
  }

  private static func isDevice(_ name: String) -> Bool {
    name.hasPrefix("spidev") && name.utf8.count <= 32
      && name.utf8.dropFirst(6).allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
  }
}

extension BoardLines {
  fileprivate init(_ section: SectionReader, numbers: ClosedRange<Int>, bus: Board.Bus) {
    func line(_ key: String) -> Int? { section.integer(key, in: numbers) }
    self.init(
      reset: line("reset"), interrupt: line("interrupt"), dio1: line("dio1"), dio2: line("dio2"),
      busy: line("busy"), transmitEnable: line("transmit_enable"),
      receiveEnable: line("receive_enable"),
      enable: section.integers("enable", in: numbers) ?? [])
  }
}

extension SectionReader {
  /// No line may serve two purposes.
  fileprivate func checkRequiredLines(of board: Board) {
    var owners: [Int: String] = [:]
    if case .gpio(let line) = board.chipSelect { owners[line] = "chip_select" }
    for (key, line) in board.lines.named {
      if let owner = owners[line] {
        refuse(key, "\(line)", "\(owner) has this line already")
      }
      owners[line] = key
    }
  }

  /// One gain, or one for each chip setting from 1 dBm on.
  fileprivate func gains(_ key: String) -> [Double] {
    guard has(key) else { return [] }
    let range = -10.0...40.0
    guard isList(key) else { return number(key, in: range, unit: "dB").map { [$0] } ?? [] }
    guard let list = integers(key, in: -10...40) else { return [] }
    return list.map(Double.init)
  }
}
