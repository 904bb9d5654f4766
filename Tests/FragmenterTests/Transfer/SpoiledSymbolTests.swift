// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// Symbols with a right tag and wrong contents: one in four thousand million forgeries is such.
struct SpoiledSymbolTests {
  private var left: Session
  private var right: Session
  private let sealed: SealedMessage
  private let payload = noise(100, seed: 1)
  private let wrong = [UInt8](repeating: 0xEE, count: 30)

  init() throws {
    (left, right) = try SessionFixture().sessions
    let layout = MessageLayout.symbols(sourceCount: 4, symbolBytes: 30)
    let made = left.seal(SessionFixture.message(payload), layout: layout)
    sealed = try #require(made)
  }

  private func symbol(_ id: Int) throws -> [UInt8] {
    try RepairEncoder(message: sealed.sealed, symbolBytes: 30).symbol(esi: id)
  }

  /// Gives a symbol to the receiver; the answer, when it was asked for one.
  private mutating func feed(
    _ id: Int, _ symbol: [UInt8], step: inout LinkStep, poll: PollBit = .silent
  ) throws -> ControlFrame.Content? {
    let kind: SymbolFrame.Kind =
      id < 3 ? .source : id == 3 ? .last : .repair(sourceCount: poll == .answer ? 4 : nil)
    let bytes = left.encode(.symbol(kind, id: id, poll: poll, symbol), of: sealed).bytes
    guard case .symbol(let frame) = try Frame(decoding: bytes) else { return nil }
    let reception = right.receive(
      frame, bytes: bytes, context: SessionFixture.context(), step: &step)
    #expect(reception.verdict == .authentic)
    guard let answer = reception.answers.first?.bytes,
      case .control(let control) = try Frame(decoding: answer)
    else { return nil }
    return control.content
  }

  private func payloads(of step: LinkStep) -> [[UInt8]] {
    step.actions.compactMap { if case .opened(let message) = $0 { message.payload } else { nil } }
  }

  private func report(_ need: Int) -> ControlFrame.Content {
    .report(need: need, wantedSpreadingFactor: .sf7, snrQuarterDecibels: 20)
  }

  @Test mutating func `a wrong coded symbol costs the coded symbols only`() throws {
    var step = LinkStep()
    for id in [0, 1, 3] { _ = try feed(id, symbol(id), step: &step) }
    let answer = try feed(4, wrong, step: &step, poll: .answer)
    #expect(answer == report(1))
    #expect(step.changes.last == .forgetSymbols(left.id, sealed.number, fromID: 4))
    _ = try feed(5, symbol(5), step: &step)
    #expect(payloads(of: step) == [payload])
  }

  @Test mutating func `a wrong source symbol costs all of them`() throws {
    var step = LinkStep()
    for id in 0..<3 { _ = try feed(id, id == 1 ? wrong : symbol(id), step: &step) }
    let answer = try feed(3, symbol(3), step: &step, poll: .answer)
    #expect(answer == report(4))
    #expect(step.changes.last == .forgetSymbols(left.id, sealed.number, fromID: 0))
    for id in 4..<8 { _ = try feed(id, symbol(id), step: &step) }
    #expect(payloads(of: step) == [payload])
  }

  @Test mutating func `the third failed seal is told to the sender`() throws {
    var step = LinkStep()
    var answer: ControlFrame.Content?
    for round in 0..<3 {
      for id in 0..<4 { _ = try feed(id, id == 0 ? wrong : symbol(id), step: &step) }
      answer = try feed(4 + round, symbol(4 + round), step: &step, poll: .answer)
    }
    #expect(answer == .rejected)
    #expect(payloads(of: step).isEmpty)
  }

  @Test func `a message spoiled three times is sealed anew and arrives`() throws {
    var pair = try LinkPair(loss: 0, seed: 5)
    try pair.establish(thenLoss: 0)
    let payload = noise(1500, seed: 8)
    try pair.submit(payload)
    var spoiled = 0
    for _ in 0..<100_000 where pair.network.users[0].delivered.count < 2 {
      try pair.network.step()
      let session = pair.network.users[0].station.links[0].sessions.last
      guard spoiled < 3, let transfer = session?.outgoing.values.first, let session,
        case .symbols(_, let size) = transfer.message.layout,
        pair.network.users[1].disk.memory.symbols.isEmpty
      else { continue }
      let wrong = [UInt8](repeating: 0xEE, count: size)
      let draft = OutgoingTransfer.Draft.symbol(.source, id: 0, poll: .silent, wrong)
      try pair.inject(session.encode(draft, of: transfer.message).bytes, to: 1)
      spoiled += 1
    }
    #expect(spoiled == 3)
    #expect(pair.network.users[0].returned.count == 1)
    let isWhole = pair.network.users[1].stored == [[0], payload]
    #expect(isWhole)
    #expect(pair.violations.isEmpty)
  }
}
