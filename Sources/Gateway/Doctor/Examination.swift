// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaDriver

/// `loragw doctor`: looks at this machine, and tries the chip of its board; sends nothing.
package struct Examination {
  /// Opens the wires of a board.
  package typealias WireOpener = @Sendable (SPIBoard) throws(BusError) -> ChipWires

  private let board: Board?
  private let channel: ChannelConfiguration?
  private let machine: MachineSnapshot
  private let boards: BoardTable
  private let device: String?

  /// Looks at a machine, and at the radio that its configuration names.
  package init(_ machine: MachineSnapshot, boards: BoardTable, radio: RadioConfiguration?) {
    device = if case .serial(let device)? = radio?.attachment { device } else { nil }
    self.machine = machine
    self.boards = boards
    channel = radio?.channel
    board = if case .board(let board)? = radio?.attachment { board } else { nil }
  }

  /// What is to be said; where nobody holds the chip's wires, also who it says it is, and whether
  /// its interrupt line rises.
  ///
  /// Blocks at first, for 150 ms at most.
  package func diagnosis(
    openingWires open: @escaping WireOpener = { board throws(BusError) in try ChipWires(board) }
  ) async -> Diagnosis {
    let first = Diagnosis(of: machine, boards: boards, board: board, device: device)
    guard let board, let wiring = SPIBoard(board), first.isHealthy, !isInUse(board) else {
      return first
    }
    let identity = Self.identity(of: board, wiring, openingWires: open)
    let second = Diagnosis(of: machine, boards: boards, board: board, identity: identity)
    guard second.isHealthy, let channel, board.lines.interrupt != nil else { return second }
    return Diagnosis(
      of: machine, boards: boards, board: board, identity: identity,
      interrupt: await Self.interrupt(of: board, wiring, on: channel, openingWires: open))
  }

  private static func interrupt(
    of board: Board, _ wiring: SPIBoard, on channel: ChannelConfiguration,
    openingWires open: WireOpener
  ) async -> InterruptTrial? {
    do {
      guard let settings = try ChipSettings(board, powerDBm: channel.powerDBm) else { return nil }
      let radio = try ChipRadio(settings, wires: try open(wiring), clock: SystemClock.now)
      return await .of(radio, on: channel.radioChannel)
    } catch {
      return .failed("\(error)")
    }
  }

  private func isInUse(_ board: Board) -> Bool {
    let used = machine.gpioChips.flatMap(\.lines).filter { $0.consumer != nil }.map(\.name)
    return board.linesInUse.contains { used.contains("GPIO\($0.line)") }
  }

  private static func identity(
    of board: Board, _ wiring: SPIBoard, openingWires open: WireOpener
  ) -> ChipIdentity? {
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
