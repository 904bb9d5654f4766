// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

extension Board.Chip {
  /// The driver that speaks to it.
  var driver: RadioDriver? {
    switch self {
    case .sx1276, .sx1278: .sx127x
    case .sx1262, .sx1268: .sx126x
    case .opaque: nil
    }
  }

  /// The carrier frequencies it reaches, MHz.
  ///
  /// SX1276-79 data sheet rev. 7, table 1; SX1261/2 rev. 2.1 and SX1268 rev. 1.1, first page.
  var reachMHz: ClosedRange<Double> {
    switch self {
    case .sx1276: 137...1020
    case .sx1278: 137...525
    case .sx1262: 150...960
    case .sx1268: 410...810
    case .opaque: 0...0
    }
  }
}

extension Board {
  /// The board the configuration names: one of its own, else of the table that comes with loragw.
  static func find(_ id: String, own: [Board], _ section: SectionReader) -> Board? {
    if let board = own.first(where: { $0.id == id }) { return board }
    do throws(ConfigurationError) {
      let table = try BoardTable.shipped()
      if let board = table.board(id) { return board }
      let nearest = table.nearest(to: id).map { "; did you mean \"\($0)\"?" } ?? ""
      section.refuse(
        "board", ProblemLog.quoted(id),
        "no such board\(nearest); hardware/boards.toml lists them, [[board]] describes one of your own"
      )
    } catch {
      section.refuse("board", ProblemLog.quoted(id), ProblemLog.oneLine("\(error)", atMost: 300))
    }
    return nil
  }

  /// Whether a driver can use the board; says why not.
  func fits(_ driver: RadioDriver, _ section: SectionReader) -> Bool {
    let fault: String? =
      switch bus {
      case .uart:
        "has an unknown modem between the serial port and the chip: its airtime cannot be accounted,"
          + " so it cannot be used; get a HAT whose chip is on SPI"
      case .usbCH341: "hangs on a CH341 stick, for which there is no driver yet"
      case .spi where chip.driver != driver:
        "has an \(chip.rawValue.uppercased()); write driver = \"\(chip.driver?.rawValue ?? "")\""
      case .spi: nil
      }
    if let fault { section.refuse("board", ProblemLog.quoted(id), fault) }
    return fault == nil
  }
}

extension ChannelConfiguration {
  /// Takes the board's amplifier into account, and checks what board and chip can do.
  mutating func apply(_ board: Board, _ section: SectionReader) {
    if amplifierGainDB == nil {
      amplifierGainDB = board.amplifierGainDB(atChipDBm: powerDBm)
    }
    if powerDBm > board.largestChipDBm {
      section.refuse(
        "power_dbm", "\(powerDBm)",
        "board \"\(board.id)\" takes at most \(board.largestChipDBm) dBm at the chip")
    }
    checkReach(of: board, section)
  }

  /// Whether the board's chip can be tuned to the frequency.
  func checkReach(of board: Board, _ section: SectionReader) {
    let megahertz = Double(radioChannel.frequency.hertz) / 1e6
    let reach = board.chip.reachMHz
    if !reach.contains(megahertz) {
      section.refuse(
        "frequency_mhz", SectionReader.plain(megahertz),
        "the \(board.chip.rawValue.uppercased()) of board \"\(board.id)\" reaches"
          + " \(SectionReader.plain(reach.lowerBound)) to \(SectionReader.plain(reach.upperBound)) MHz"
      )
    }
  }
}
