// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaDriver
import LoRaPHY

/// A gateway of the tests on its simulated radio: it can be switched off, and it is watched.
struct GatewayStation: RadioUser {
  /// Nil while it is switched off.
  private(set) var gateway: GatewayUser?
  /// Every frame it asked its radio to send, with its spool as it was at that moment.
  private(set) var sent: [Frame] = []
  /// Called with each frame before the radio gets it.
  var onFrame: (Frame) throws -> Void = { _ in }
  /// How many commits its process may live.
  var lifetime: CommitLimit?

  var core: GatewayCore? { gateway?.core }

  var nextDeadline: Instant? { gateway?.nextDeadline }

  mutating func handle(_ event: RadioUserEvent, at now: Instant) throws -> [RadioCommand] {
    guard let commands = try gateway?.handle(event, at: now) else { return [] }
    return try watch(commands)
  }

  /// Does something with the core that is no event of the radio.
  mutating func act(
    _ body: (GatewayCore) throws -> [GatewayAction]
  ) throws -> [RadioCommand] {
    guard let core, let commands = gateway?.split(try body(core)) else { return [] }
    return try watch(commands)
  }

  mutating func switchOn(_ core: GatewayCore, at now: Instant) throws -> [RadioCommand] {
    gateway = GatewayUser(core)
    return try act { try $0.start(at: now) }
  }

  /// The process ends here; what was only in memory is gone.
  mutating func switchOff() {
    gateway = nil
    lifetime = nil
  }

  /// What the core asked its shell for since the last time.
  mutating func takeOutbox() -> [GatewayAction] {
    defer { gateway?.outbox = [] }
    return gateway?.outbox ?? []
  }

  private mutating func watch(_ commands: [RadioCommand]) throws -> [RadioCommand] {
    // The process ended at the commit that was refused: nothing of this step left it.
    if lifetime?.isOver ?? false {
      switchOff()
      return []
    }
    for case .transmit(let bytes) in commands {
      let frame = try Frame(decoding: bytes)
      try onFrame(frame)
      sent.append(frame)
    }
    return commands
  }
}

extension Frame {
  /// Whether the frame carries a piece of a mail.
  var isData: Bool {
    switch self {
    case .single, .symbol: true
    case .control, .reservation, .hello, .identification: false
    }
  }

  /// Whether the frame tells the sender that its message is stored.
  var isDone: Bool {
    if case .control(let control) = self, case .done = control.content { true } else { false }
  }

  /// Whether the frame begins a handshake.
  var isInitiation: Bool {
    if case .hello(let hello) = self { hello.kind == .initiation } else { false }
  }
}
