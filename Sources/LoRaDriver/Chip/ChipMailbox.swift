// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import Synchronization

/// What the callers of a chip's radio and its thread leave for each other.
final class ChipMailbox: Sendable {
  /// What is asked.
  let requests: RadioMailbox<ChipRequest, ChipAnswer>
  /// The wires on their way to the thread, which gives them back before it ends.
  private let wires: Mutex<ChipWires?>
  private let published = Mutex(ChipHealth())

  init(wires: ChipWires) throws(BusError) {
    requests = try RadioMailbox()
    self.wires = Mutex(wires)
  }

  /// What the chip and the driver went through, as the thread told last.
  var health: ChipHealth { published.withLock { $0 } }

  // MARK: - The thread

  func takeWires() -> ChipWires? {
    wires.withLock { wires in
      defer { wires = nil }
      return wires
    }
  }

  func publish(_ health: ChipHealth) { published.withLock { $0 = health } }
}
