// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import CLinuxIO
internal import LoRaPHY

/// Runs a ``ChipCore`` on its wires; blocks.
struct ChipThread<Core: ChipCore> {
  private var core: Core
  private var wires: ChipWires?
  private let mailbox: ChipMailbox
  private let report: AsyncStream<RadioEvent>.Continuation
  private let clock: @Sendable () -> Instant
  private var callers: [ChipRequestID: CheckedContinuation<Result<ChipAnswer, RadioError>, Never>] =
    [:]
  private var requests = 0
  private var hasEnded = false

  init(
    core: Core, mailbox: ChipMailbox,
    report: AsyncStream<RadioEvent>.Continuation, clock: @escaping @Sendable () -> Instant
  ) {
    self.core = core
    wires = mailbox.takeWires()
    self.mailbox = mailbox
    self.report = report
    self.clock = clock
  }

  /// Returns when the radio is shut down.
  mutating func live() {
    while !hasEnded {
      let ready = clio_wait(
        mailbox.requests.descriptor, wires?.interrupt?.descriptor ?? -1, waitingMicroseconds)
      if ready & 1 != 0 { takeMail() }
      if ready & 2 != 0 { takeEdges() }
      if let deadline = core.nextDeadline, deadline <= clock() { handle(.deadline) }
      mailbox.publish(core.health)
    }
    // Who waits for the end may want the wires.
    wires = nil
    report.finish()
    mailbox.requests.end()
  }

  /// Until the next deadline; negative when there is none.
  private var waitingMicroseconds: Int64 {
    core.nextDeadline.map { max(($0 - clock()).wholeMicroseconds, 0) } ?? -1
  }

  private mutating func takeMail() {
    let (asked, isStopping) = mailbox.requests.take()
    for asked in asked {
      requests += 1
      let id = ChipRequestID(requests)
      callers[id] = asked.caller
      handle(.request(asked.request, id))
    }
    if isStopping { handle(.stop) }
  }

  private mutating func takeEdges() {
    do throws(BusError) {
      guard let time = try wires?.interrupt?.takeEdges() else { return }
      handle(.edge(at: time))
    } catch {
      // A line that fails is as good as none: the chip is looked at now and then anyway.
      handle(.edge(at: clock()))
    }
  }

  private mutating func handle(_ event: ChipEvent) {
    var actions = core.handle(event, at: clock())[...]
    while let action = actions.popFirst() {
      guard let outcome = perform(action) else { continue }
      actions += core.handle(outcome, at: clock())
    }
  }

  /// Does it; the outcome when there is one.
  private mutating func perform(_ action: ChipAction) -> ChipEvent? {
    switch action {
    case .answer(let id, let answer):
      mailbox.publish(core.health)
      callers.removeValue(forKey: id)?.resume(returning: answer)
    case .report(let event): report.yield(event)
    case .stopped: hasEnded = true
    case .transfer, .resetLow, .resetReleased, .readLevel, .connect:
      do throws(BusError) {
        return try access(action)
      } catch {
        return .failed(error)
      }
    }
    return nil
  }

  private func access(_ action: ChipAction) throws(BusError) -> ChipEvent? {
    guard let wires else { return nil }
    switch action {
    case .transfer(let bytes):
      try awaitReadiness(wires.busy)
      return .transferred(try wires.bus.transfer(bytes))
    case .connect(let path):
      try wires.receiveEnable?.drive(path == .receiver ? .high : .low)
      try wires.transmitEnable?.drive(path == .transmitter ? .high : .low)
      return .driven
    case .resetLow:
      try wires.reset?.drive(.low)
      return .driven
    case .resetReleased:
      try wires.reset?.drive(.high)
      return .driven
    case .readLevel: return .level(try wires.interrupt?.level() ?? .low)
    case .answer, .report, .stopped: return nil
    }
  }

  /// Waits until BUSY is low, 100 ms at most: calibration takes a few, all else far less.
  private func awaitReadiness(_ busy: (any InputLine)?) throws(BusError) {
    guard let busy else { return }
    let limit = clock() + .milliseconds(100)
    while try busy.level() == .high {
      guard clock() < limit else { throw BusError("BUSY stays high; check power and wiring") }
      clio_pause(50)
    }
  }
}
