// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import CLinuxIO
package import LoRaDriver
package import LoRaPHY
private import Synchronization

/// Emulated chips on one air, in real time and for several threads.
package final class EmulatedBoard: Sendable {
  private struct State {
    var air: EmulatedAir
    var lines: [Line] = []
  }

  private struct Line {
    var signal: Int32
    var wasHigh = false
    var edge: Instant?
    var notify: (@Sendable () -> Void)?
  }

  private let state: Mutex<State>
  /// The time of the air.
  package let clock: @Sendable () -> Instant
  private let pump: Mutex<Task<Void, Never>?> = Mutex(nil)

  /// An air without chips, on which time passes by itself until `stop()`.
  package init(seed: UInt64, loss: Double = 0) {
    state = Mutex(State(air: EmulatedAir(seed: seed, loss: loss)))
    clock = { Instant(microseconds: clio_boottime_microseconds()) }
  }

  deinit {
    pump.withLock { $0?.cancel() }
    state.withLock { state in for line in state.lines { clio_close(line.signal) } }
  }

  /// Puts a chip on the air; its number.
  ///
  /// The closure is called when its DIO0 rises.
  package func add(
    _ chip: any EmulatedChip = EmulatedSX1276(), onEdge: (@Sendable () -> Void)? = nil
  ) -> Int {
    startPump()
    return state.withLock { state in
      state.lines.append(Line(signal: clio_signal_open(), notify: onEdge))
      return state.air.add(chip)
    }
  }

  /// The wires of a chip.
  package func wires(
    of chip: Int, hasReset: Bool = true, hasInterrupt: Bool = true
  ) -> ChipWires {
    let wires = EmulatedWires(board: self, chip: chip, descriptor: signal(of: chip))
    var all = ChipWires(
      bus: wires, reset: hasReset ? wires : nil, interrupt: hasInterrupt ? wires : nil)
    all.busy = EmulatedBusyLine(board: self, chip: chip)
    return all
  }

  /// Does something with a chip now.
  @discardableResult
  package func with<Result: Sendable>(
    _ chip: Int, _ body: (inout any EmulatedChip, Instant) -> Result
  ) -> Result {
    let now = clock()
    return state.withLock { state in
      defer { Self.watchLines(&state, at: now) }
      return state.air.with(chip, at: now) { body(&$0, now) }
    }
  }

  /// How many frames the chips have begun.
  package var framesSent: Int { state.withLock { $0.air.sent.count } }

  /// Puts a frame on the air from nowhere.
  package func inject(_ frame: ChipFrame) { state.withLock { $0.air.inject(frame) } }

  /// Time stops.
  package func stop() { pump.withLock { $0?.cancel() } }

  // MARK: - Wires

  private func signal(of chip: Int) -> Int32 { state.withLock { $0.lines[chip].signal } }

  func takeEdge(of chip: Int) -> Instant? {
    state.withLock { state in
      _ = clio_signal_take(state.lines[chip].signal)
      defer { state.lines[chip].edge = nil }
      return state.lines[chip].edge
    }
  }

  private static func watchLines(_ state: inout State, at now: Instant) {
    for chip in state.lines.indices {
      let isHigh = state.air[chip].isInterruptHigh
      defer { state.lines[chip].wasHigh = isHigh }
      guard isHigh, !state.lines[chip].wasHigh else { continue }
      guard state.air[chip].faults.lostEdges == 0 else {
        state.air[chip].faults.lostEdges -= 1
        continue
      }
      state.lines[chip].edge = now
      clio_signal_raise(state.lines[chip].signal)
      state.lines[chip].notify?()
    }
  }

  // MARK: - Time

  private func startPump() {
    pump.withLock { pump in
      guard pump == nil else { return }
      pump = Task { [weak self] in
        while !Task.isCancelled {
          self?.pass()
          // Cancelled: the loop sees it.
          try? await Task.sleep(for: .milliseconds(1))
        }
      }
    }
  }

  private func pass() {
    let now = clock()
    state.withLock { state in
      state.air.advance(to: now)
      Self.watchLines(&state, at: now)
    }
  }
}

/// The wires of a chip of an ``EmulatedBoard``.
struct EmulatedWires: SPIBus, OutputLine, InterruptLine {
  let board: EmulatedBoard
  let chip: Int
  let descriptor: Int32

  func transfer(_ bytes: [UInt8]) throws(BusError) -> [UInt8] {
    let answer = board.with(chip) { chip, now -> [UInt8]? in
      guard chip.faults.failingTransfers == 0 else {
        chip.faults.failingTransfers -= 1
        return nil
      }
      return chip.transfer(bytes, at: now)
    }
    guard let answer else { throw BusError("emulated SPI: Input/output error") }
    return answer
  }

  func drive(_ level: LineLevel) throws(BusError) {
    board.with(chip) { chip, now in chip.reset(isLow: level == .low, at: now) }
  }

  func level() throws(BusError) -> LineLevel {
    board.with(chip) { chip, _ in chip.isInterruptHigh } ? .high : .low
  }

  func takeEdges() throws(BusError) -> Instant? { board.takeEdge(of: chip) }
}

/// The BUSY line of a chip of an ``EmulatedBoard``.
struct EmulatedBusyLine: InputLine {
  let board: EmulatedBoard
  let chip: Int

  func level() throws(BusError) -> LineLevel {
    board.with(chip) { chip, now in chip.isBusy(at: now) } ? .high : .low
  }
}
