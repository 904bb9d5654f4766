// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaDriver

/// `loragw doctor`: looks at this machine, and asks the chip of its board; sends nothing.
package struct Examination {
  private let board: Board?
  private let machine: MachineSnapshot
  private let boards: BoardTable

  /// Looks at a machine, and at a board that its configuration names.
  package init(_ machine: MachineSnapshot, boards: BoardTable, board: Board?) {
    self.machine = machine
    self.boards = boards
    self.board = board
  }

  /// What is to be said, the chip's answer included when nobody holds its wires.
  ///
  /// Blocks, for 150 ms at most.
  package func diagnosis(
    openingWires open: (SPIBoard) throws(BusError) -> ChipWires = { board throws(BusError) in
      try ChipWires(board)
    }
  ) -> Diagnosis {
    let first = Diagnosis(of: machine, boards: boards, board: board)
    guard let board, let wiring = SPIBoard(board), first.isHealthy, !isInUse(board) else {
      return first
    }
    return Diagnosis(
      of: machine, boards: boards, board: board,
      answer: Self.answer(of: board, wiring, openingWires: open))
  }

  private func isInUse(_ board: Board) -> Bool {
    let used = machine.gpioChips.flatMap(\.lines).filter { $0.consumer != nil }.map(\.name)
    return board.linesInUse.contains { used.contains("GPIO\($0.line)") }
  }

  private static func answer(
    of board: Board, _ wiring: SPIBoard,
    openingWires open: (SPIBoard) throws(BusError) -> ChipWires
  ) -> ChipAnswer? {
    do throws(BusError) {
      let probe = ChipProbe(try open(wiring))
      switch board.chip.driver {
      case .sx127x?: return .version(try probe.sx127xVersion())
      case .sx126x?:
        switch try probe.sx126xStatus() {
        case .answers(let status): return .status(status)
        case .busy: return .busy
        case .forgets:
          return .failed("a register of the chip does not keep what is written; shorter wires")
        }
      default: return nil
      }
    } catch {
      return .failed(error.description)
    }
  }
}
