// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import CFakeDevices
import EmulatedChips
import Glibc
import Synchronization

/// Emulated chips behind the spidev and GPIO devices of this process, one on each spidev.
final class FakeMachine: Sendable {
  /// A chip, and the GPIO lines it is wired to.
  struct Wiring: Sendable {
    var chip: any EmulatedChip
    var reset: Int
    var interrupt: Int
    var busy: Int?
    var chipSelect: Int?

    init(
      _ chip: any EmulatedChip, reset: Int, interrupt: Int, busy: Int? = nil,
      chipSelect: Int? = nil
    ) {
      self.chip = chip
      self.reset = reset
      self.interrupt = interrupt
      self.busy = busy
      self.chipSelect = chipSelect
    }
  }

  let board = EmulatedBoard(seed: 2)
  private let shortTransfers = Mutex(0)
  /// The outputs as they were last driven: whether they are high.
  private let outputs: Mutex<[Int: Bool]> = Mutex([:])
  private let watcher: Mutex<(@Sendable (Event) -> Void)?> = Mutex(nil)
  private let wirings: [Wiring]

  enum Event: Sendable {
    case edge
    /// With the device's number.
    case transfer(Int)
    case transferred
  }

  init(_ wirings: [Wiring]) {
    self.wirings = wirings
    for wiring in wirings {
      let line = UInt32(wiring.interrupt)
      _ = board.add(wiring.chip) { [weak self] in
        self?.tell(.edge)
        fake_raise_edge(line)
      }
    }
    let context = unsafe Unmanaged.passRetained(self).toOpaque()
    unsafe fake_install(
      fake_handlers(
        context: context,
        transfer: { context, device, sent, received, count in
          guard let machine = unsafe FakeMachine.from(context), let sent = unsafe sent,
            let received = unsafe received
          else { return -EFAULT }
          let bytes = unsafe Array(UnsafeBufferPointer(start: sent, count: Int(count)))
          let answer = machine.transfer(Int(device), bytes)
          for (index, byte) in answer.enumerated() { unsafe received[index] = byte }
          return Int32(answer.count)
        },
        drive: { context, line, level in
          unsafe FakeMachine.from(context)?.drive(Int(line), isHigh: level != 0)
        },
        level: { context, line in
          (unsafe FakeMachine.from(context)?.level(Int(line)) ?? false) ? 1 : 0
        }))
  }

  /// The next transfers move less than all.
  func shorten(transfers: Int) { shortTransfers.withLock { $0 = transfers } }

  /// Whether an output was last driven high; nil when it never was driven.
  func isHigh(_ line: Int) -> Bool? { outputs.withLock { $0[line] } }

  /// Tells when an interrupt line rises, and when a transfer begins and ends.
  func watch(_ watcher: (@Sendable (Event) -> Void)?) { self.watcher.withLock { $0 = watcher } }

  private static func from(_ context: UnsafeMutableRawPointer?) -> FakeMachine? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<FakeMachine>.fromOpaque(context).takeUnretainedValue()
  }

  private func tell(_ event: Event) { watcher.withLock { $0 }?(event) }

  private func transfer(_ device: Int, _ bytes: [UInt8]) -> [UInt8] {
    tell(.transfer(device))
    defer { tell(.transferred) }
    let isShort = shortTransfers.withLock { count in
      defer { count = max(0, count - 1) }
      return count > 0
    }
    if isShort { return Array(bytes.dropLast()) }
    // Without chip select the chip does not drive its line.
    if fake_spi_mode(UInt32(device)) & 0x40 != 0 {
      guard let line = wirings[device].chipSelect, outputs.withLock({ $0[line] == false }) else {
        return bytes.map { _ in 0xFF }
      }
    }
    return board.with(device) { chip, now in chip.transfer(bytes, at: now) }
  }

  private func drive(_ line: Int, isHigh: Bool) {
    outputs.withLock { $0[line] = isHigh }
    for (index, wiring) in wirings.enumerated() where wiring.reset == line {
      board.with(index) { chip, now in chip.reset(isLow: !isHigh, at: now) }
    }
  }

  private func level(_ line: Int) -> Bool {
    for (index, wiring) in wirings.enumerated() {
      if wiring.interrupt == line { return board.with(index) { chip, _ in chip.isInterruptHigh } }
      if wiring.busy == line { return board.with(index) { chip, now in chip.isBusy(at: now) } }
    }
    return false
  }
}
