// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import CLinuxIO
private import CPseudoTerminal
private import Foundation
package import LoRaDriver
package import LoRaPHY
private import Synchronization

/// A dongle: a modem's firmware and a radio, behind a pseudo terminal that comes and goes.
package final class EmulatedDongle: Sendable {
  private struct State {
    var firmware: any EmulatedFirmware
    var master: Int32 = -1
    var unwritten: [UInt8] = []
    var inbox: [FirmwareEvent] = []
    var isOver = false
    /// Bytes over the line until somebody pulls the plug.
    var bytesLeft: Int?
    var bytesMoved = 0
  }

  private let state: Mutex<State>
  private let radio: any Radio
  private let clock: @Sendable () -> Instant
  private let signal: Int32
  /// What the radio was asked last: one thing after the other.
  private let work: Mutex<Task<Void, Never>?> = Mutex(nil)
  private let hearing: Mutex<Task<Void, Never>?> = Mutex(nil)
  /// The name under which it is found while it is plugged in, as in `/dev/serial/by-id`.
  package let link: String

  /// A dongle that is not plugged in yet.
  package init(
    _ firmware: any EmulatedFirmware, radio: any Radio, link: String,
    clock: @escaping @Sendable () -> Instant
  ) {
    state = Mutex(State(firmware: firmware))
    self.radio = radio
    self.link = link
    self.clock = clock
    signal = clio_signal_open()
    hearing.withLock { hearing in
      hearing = Task { [weak self] in
        for await event in radio.events {
          if case .received(let frame) = event { self?.post(.received(frame)) }
        }
      }
    }
    Thread.detachNewThread { [self] in live() }
  }

  deinit { clio_close(signal) }

  /// Plugs it in, with factory settings; each time under another device's name.
  package func plugIn() {
    var name = [CChar](repeating: 0, count: 64)
    let master = unsafe cpty_open(&name, UInt32(name.count))
    let path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    post(.powered)
    state.withLock { state in
      if state.master >= 0 { clio_close(state.master) }
      (state.master, state.unwritten, state.bytesLeft) = (master, [], nil)
    }
    let folder = URL(filePath: link).deletingLastPathComponent()
    // What is missing afterwards the driver under test will notice.
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try? FileManager.default.removeItem(atPath: link)
    try? FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    clio_signal_raise(signal)
  }

  /// Pulls it out.
  package func unplug() {
    state.withLock { Self.pull(&$0, link) }
    clio_signal_raise(signal)
  }

  /// Pulls it out when so many more bytes have gone over the line, in either direction.
  package func unplug(afterBytes count: Int) { state.withLock { $0.bytesLeft = count } }

  /// Bytes that went over the line.
  package var bytesMoved: Int { state.withLock { $0.bytesMoved } }

  /// Whether it is plugged in.
  package var isPluggedIn: Bool { state.withLock { $0.master >= 0 } }

  /// Reads or changes the firmware.
  @discardableResult
  package func with<Result: Sendable>(
    _ body: (inout any EmulatedFirmware) -> Result
  ) -> Result {
    state.withLock { body(&$0.firmware) }
  }

  /// Pulls it out for good, and stops its radio.
  package func stop() async {
    state.withLock { state in
      Self.pull(&state, link)
      state.isOver = true
    }
    clio_signal_raise(signal)
    hearing.withLock { $0?.cancel() }
    await radio.shutdown()
  }

  private static func pull(_ state: inout State, _ link: String) {
    guard state.master >= 0 else { return }
    try? FileManager.default.removeItem(atPath: link)
    clio_close(state.master)
    (state.master, state.unwritten, state.bytesLeft) = (-1, [], nil)
  }

  // MARK: - The thread

  private func post(_ event: FirmwareEvent) {
    state.withLock { $0.inbox.append(event) }
    clio_signal_raise(signal)
  }

  private func live() {
    while true {
      let (master, hasUnwritten, deadline, isOver) = state.withLock { state in
        (state.master, !state.unwritten.isEmpty, state.firmware.nextDeadline, state.isOver)
      }
      if isOver { return }
      let pause = deadline.map { max(($0 - clock()).wholeMicroseconds, 0) } ?? 100_000
      let ready = clio_serial_wait(signal, master, hasUnwritten ? 1 : 0, -1, min(pause, 100_000))
      if ready & 1 != 0 { _ = clio_signal_take(signal) }
      let actions = state.withLock { step(&$0, isReadable: ready & 2 != 0) }
      for action in actions { ask(action) }
    }
  }

  /// One round; what is for the radio is returned.
  private func step(_ state: inout State, isReadable: Bool) -> [FirmwareAction] {
    var actions: [FirmwareAction] = []
    let events = state.inbox
    state.inbox = []
    for event in events { actions += state.firmware.handle(event, at: clock()) }
    if isReadable { actions += read(&state) }
    if let deadline = state.firmware.nextDeadline, deadline <= clock() {
      actions += state.firmware.handle(.timeout, at: clock())
    }
    for case .write(let bytes) in actions where state.master >= 0 { state.unwritten += bytes }
    write(&state)
    return actions
  }

  private func read(_ state: inout State) -> [FirmwareAction] {
    guard state.master >= 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: min(state.bytesLeft ?? 512, 512))
    let count = unsafe clio_serial_read(state.master, &bytes, UInt32(bytes.count))
    guard count > 0 else {
      // Nobody has the near end open: it says so all the time.
      clio_pause(2_000)
      return []
    }
    let actions = state.firmware.handle(.bytes(Array(bytes.prefix(Int(count)))), at: clock())
    move(Int(count), &state)
    return actions
  }

  private func write(_ state: inout State) {
    guard state.master >= 0, !state.unwritten.isEmpty else { return }
    let part = Array(state.unwritten.prefix(state.bytesLeft ?? .max))
    let count = max(Int(unsafe clio_serial_write(state.master, part, UInt32(part.count))), 0)
    state.unwritten.removeFirst(count)
    move(count, &state)
  }

  private func move(_ count: Int, _ state: inout State) {
    state.bytesMoved += count
    guard let left = state.bytesLeft else { return }
    state.bytesLeft = left - count
    if left <= count { Self.pull(&state, link) }
  }

  private func ask(_ action: FirmwareAction) {
    switch action {
    case .write: break
    case .tune(let channel?): then { radio, _ in try await radio.configure(channel) }
    // It has no way to be switched off; nobody listens to it.
    case .tune(nil): break
    case .transmit(let frame):
      then { radio, dongle in
        do {
          try await radio.transmit(frame)
          dongle.post(.sent(true))
        } catch {
          dongle.post(.sent(false))
        }
      }
    }
  }

  private func then(
    _ body: @escaping @Sendable (any Radio, EmulatedDongle) async throws -> Void
  ) {
    work.withLock { work in
      work = Task { [radio, former = work] in
        await former?.value
        // A radio that fails is silent, as in a real dongle.
        try? await body(radio, self)
      }
    }
  }
}
