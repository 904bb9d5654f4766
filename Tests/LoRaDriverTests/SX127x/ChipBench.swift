// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import LoRaDriver
import LoRaPHY

/// Drivers, each with its emulated chip, on one air in virtual time.
struct ChipBench {
  struct Node {
    var chip: Int
    var core: any ChipCore
    var paths: [AntennaPath] = []
    var hasInterrupt: Bool
    var wasHigh = false
    var edge: Instant?
    var answers: [ChipRequestID: Result<ChipAnswer, RadioError>] = [:]
    var events: [RadioEvent] = []
    var isStopped = false
  }

  private(set) var now = Instant.ms(1_000)
  var air: EmulatedAir
  private(set) var nodes: [Node] = []
  private var requests = 0
  /// 2 MHz, and the system's own time.
  var transferTime = Duration.microseconds(20)
  private let byteTime = Duration.microseconds(4)

  init(seed: UInt64 = 1, loss: Double = 0) { air = EmulatedAir(seed: seed, loss: loss) }

  /// Adds a driver and its chip; its number.
  mutating func add(
    _ settings: SX127xSettings, hasReset: Bool = true, hasInterrupt: Bool = true,
    chip: EmulatedSX1276 = EmulatedSX1276()
  ) -> Int {
    let core = SX127xCore(settings: settings, hasReset: hasReset, hasInterrupt: hasInterrupt)
    nodes.append(Node(chip: air.add(chip), core: core, hasInterrupt: hasInterrupt))
    return nodes.count - 1
  }

  /// Adds a driver and its chip; its number.
  mutating func add(
    _ settings: SX126xSettings, hasReset: Bool = true, hasInterrupt: Bool = true,
    chip: EmulatedSX1262 = EmulatedSX1262()
  ) -> Int {
    let core = SX126xCore(settings: settings, hasReset: hasReset, hasInterrupt: hasInterrupt)
    nodes.append(Node(chip: air.add(chip), core: core, hasInterrupt: hasInterrupt))
    return nodes.count - 1
  }

  // MARK: - Asking

  mutating func ask(_ node: Int, _ request: ChipRequest) -> ChipRequestID {
    requests += 1
    let id = ChipRequestID(requests)
    handle(.request(request, id), node)
    return id
  }

  /// Asks, and runs until there is an answer.
  mutating func obtain(
    _ node: Int, _ request: ChipRequest, within limit: Duration = .seconds(60)
  ) throws -> ChipAnswer {
    let id = ask(node, request)
    let end = now + limit
    while nodes[node].answers[id] == nil, now < end { step(until: end) }
    guard let answer = nodes[node].answers[id] else { throw RadioError.noAnswer }
    return try answer.get()
  }

  mutating func stop(_ node: Int) { handle(.stop, node) }

  func received(_ node: Int) -> [[UInt8]] { frames(node).map(\.bytes) }

  func frames(_ node: Int) -> [ReceivedFrame] {
    nodes[node].events.compactMap { event in
      guard case .received(let frame) = event else { return nil }
      return frame
    }
  }

  func faults(_ node: Int) -> Int {
    nodes[node].events.count { event in
      if case .fault = event { true } else { false }
    }
  }

  func recoveries(_ node: Int) -> Int { nodes[node].events.count { $0 == .recovered } }

  func health(_ node: Int) -> ChipHealth { nodes[node].core.health }

  /// The chip of a node.
  func chip(_ node: Int) -> EmulatedSX1276 {
    air[nodes[node].chip] as? EmulatedSX1276 ?? EmulatedSX1276()
  }

  /// The chip of a node.
  func sx1262(_ node: Int) -> EmulatedSX1262 {
    air[nodes[node].chip] as? EmulatedSX1262 ?? EmulatedSX1262()
  }

  /// Does something with a chip.
  mutating func with(_ node: Int, _ body: (inout EmulatedSX1276) -> Void) {
    withAny(node) { chip in
      guard var known = chip as? EmulatedSX1276 else { return }
      body(&known)
      chip = known
    }
  }

  /// Does something with a chip of any kind.
  mutating func withAny(_ node: Int, _ body: (inout any EmulatedChip) -> Void) {
    air.with(nodes[node].chip, at: now) { body(&$0) }
    watchLines()
  }

  // MARK: - Time

  mutating func run(for time: Duration) {
    let end = now + time
    while now < end { step(until: end) }
  }

  /// Time passes, and the drivers get no turn.
  mutating func stall(for time: Duration) {
    now = now + time
    air.advance(to: now)
    watchLines()
  }

  private mutating func step(until end: Instant) {
    let deadlines = nodes.compactMap(\.core.nextDeadline)
    let edges = nodes.compactMap(\.edge)
    let next = min((deadlines + edges + [air.nextEvent].compactMap(\.self)).min() ?? end, end)
    now = max(now, next)
    air.advance(to: now)
    watchLines()
    for index in nodes.indices {
      if let edge = nodes[index].edge {
        nodes[index].edge = nil
        handle(.edge(at: edge), index)
      }
      if let deadline = nodes[index].core.nextDeadline, deadline <= now { handle(.deadline, index) }
    }
  }

  private mutating func watchLines() {
    for index in nodes.indices {
      let isHigh = air[nodes[index].chip].isInterruptHigh
      defer { nodes[index].wasHigh = isHigh }
      guard isHigh, !nodes[index].wasHigh, nodes[index].hasInterrupt else { continue }
      guard air[nodes[index].chip].faults.lostEdges == 0 else {
        air[nodes[index].chip].faults.lostEdges -= 1
        continue
      }
      nodes[index].edge = now
    }
  }

  // MARK: - Wires

  private mutating func handle(_ event: ChipEvent, _ node: Int) {
    var actions = nodes[node].core.handle(event, at: now)[...]
    while let action = actions.popFirst() {
      guard let outcome = perform(action, node) else { continue }
      actions += nodes[node].core.handle(outcome, at: now)
    }
  }

  private mutating func perform(
    _ action: ChipAction, _ node: Int
  ) -> ChipEvent? {
    let chip = nodes[node].chip
    defer { watchLines() }
    switch action {
    case .transfer(let bytes):
      if let error = systemError(chip) { return .failed(error) }
      guard awaitReadiness(chip) else { return .failed(BusError("BUSY stays high")) }
      let answer = air.with(chip, at: now) { [now] in $0.transfer(bytes, at: now) }
      now = now + transferTime + byteTime * bytes.count
      air.advance(to: now)
      return .transferred(answer)
    case .resetLow, .resetReleased:
      let isLow = action == .resetLow
      air.with(chip, at: now) { [now] in $0.reset(isLow: isLow, at: now) }
      return .driven
    case .readLevel: return .level(air[chip].isInterruptHigh ? .high : .low)
    case .connect(let path):
      nodes[node].paths.append(path)
      return .driven
    case .answer(let id, let result): nodes[node].answers[id] = result
    case .report(let event): nodes[node].events.append(event)
    case .stopped: nodes[node].isStopped = true
    }
    return nil
  }

  private mutating func awaitReadiness(_ chip: Int) -> Bool {
    let limit = now + .milliseconds(100)
    while air[chip].isBusy(at: now) {
      guard now < limit else { return false }
      now = now + .microseconds(50)
      air.advance(to: now)
    }
    return true
  }

  private mutating func systemError(_ chip: Int) -> BusError? {
    guard air[chip].faults.failingTransfers > 0 else { return nil }
    guard air[chip].faults.delay == 0 else {
      air[chip].faults.delay -= 1
      return nil
    }
    air[chip].faults.failingTransfers -= 1
    return BusError("spidev: Input/output error")
  }
}
