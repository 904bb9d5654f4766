// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import LoRaDriver
import LoRaPHY
import Testing

/// The radio with its thread, on emulated wires, in real time.
@Suite(.timeLimit(.minutes(1)))
struct SX127xRadioTests {
  private let channel = RadioChannel.test(bandwidth: .kHz500)
  private let board = EmulatedBoard(seed: 1)

  private func radio(
    _ chip: Int, hasReset: Bool = true, hasInterrupt: Bool = true
  ) throws -> ChipRadio {
    try ChipRadio(
      .sx127x(SX127xLinkTests.settings()),
      wires: board.wires(of: chip, hasReset: hasReset, hasInterrupt: hasInterrupt),
      clock: board.clock)
  }

  @Test(arguments: [true, false])
  func `two radios exchange frames`(hasInterrupt: Bool) async throws {
    let a = try radio(board.add(), hasInterrupt: hasInterrupt)
    let b = try radio(board.add(), hasReset: false, hasInterrupt: hasInterrupt)
    try await a.configure(channel)
    try await b.configure(channel)
    for serial in 0..<10 as Range<UInt8> {
      let frame = [UInt8](repeating: serial, count: 20 * Int(serial) + 1)
      #expect(await deliver(frame, from: a, to: b) != nil)
    }
    #expect(try await a.channelActivity() == .clear)
    #expect(try await b.receiveOnce(symbols: 20) == nil)
    #expect(a.health.framesSent >= 10)
    #expect(b.health.framesReceived >= 10)
    await a.shutdown()
    await b.shutdown()
    await a.shutdown()
    await #expect(throws: RadioError.shutDown) { try await a.transmit([1]) }
    for await _ in a.events {}
  }

  @Test func `a chip that loses its registers recovers, and says so`() async throws {
    let chip = board.add()
    let radio = try radio(chip)
    try await radio.configure(channel)
    board.with(chip) { chip, now in chip.brownOut(at: now) }
    var events = radio.events.makeAsyncIterator()
    guard case .fault(.unreachable(let reason))? = await events.next() else {
      Issue.record("no fault")
      return
    }
    #expect(reason == "the chip forgot its registers; check its power supply")
    #expect(await events.next() == .recovered)
    try await radio.transmit([1])
    await radio.shutdown()
  }

  @Test func `a shutdown breaks off a frame and fails its caller`() async throws {
    let radio = try radio(board.add())
    try await radio.configure(.test(.sf12))
    let sending = Task { try await radio.transmit([UInt8](repeating: 0, count: 255)) }
    while radio.health.airtime == .zero { try await Task.sleep(for: .milliseconds(2)) }
    await radio.shutdown()
    await #expect(throws: RadioError.shutDown) { try await sending.value }
  }

  @Test func `a radio that is let go ends by itself`() async throws {
    var radio: ChipRadio? = try radio(board.add())
    try await radio?.configure(channel)
    let events = try #require(radio?.events)
    radio = nil
    for await _ in events {}
  }
}
