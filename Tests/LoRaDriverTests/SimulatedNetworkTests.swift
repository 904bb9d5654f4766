// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import LoRaPHY
import Testing

/// A user that writes down what happens, and answers each frame but an answer.
private struct Diarist: RadioUser {
  var diary: [String] = []
  var nextDeadline: Instant?
  var answers = false

  mutating func handle(_ event: RadioUserEvent, at now: Instant) -> [RadioCommand] {
    switch event {
    case .received(let frame):
      diary.append("received \(frame.bytes) at \(now.microseconds)")
      return answers ? [.transmit([0xFF])] : []
    case .transmitted: diary.append("transmitted at \(now.microseconds)")
    case .sensed(let activity): diary.append("\(activity) at \(now.microseconds)")
    case .deadline:
      diary.append("deadline at \(now.microseconds)")
      nextDeadline = nil
      return [.sense]
    }
    return []
  }
}

struct SimulatedNetworkTests {
  private let toa = RadioChannel.test().modulation.timeOnAir(payloadBytes: 1).wholeMicroseconds

  private func network() -> SimulatedNetwork<Diarist> {
    SimulatedNetwork(air: SimulatedAir(loss: .independent(0), seed: 1), channel: .test())
  }

  @Test func `each command takes effect a turnaround after its event`() throws {
    var network = network()
    let alice = network.join(Diarist())
    let bob = network.join(Diarist(answers: true))
    try network.with(alice) { _, _ in ((), [.transmit([7])]) }
    #expect(network.nextEvent == .ms(5))
    try network.run(until: .ms(10_000))
    let first = 5_000 + toa
    let second = first + 5_000 + toa
    #expect(
      network.users[alice].diary == ["transmitted at \(first)", "received [255] at \(second)"])
    #expect(
      network.users[bob].diary == ["received [7] at \(first)", "transmitted at \(second)"])
    #expect(network.now == .ms(10_000))
    #expect(network.nextEvent == nil)
  }

  @Test func `deadlines come on time, and after the frames of the same instant`() throws {
    var network = network()
    let alice = network.join(Diarist())
    let end = Instant(microseconds: 5_000 + toa)
    let bob = network.join(Diarist(nextDeadline: end))
    _ = network.join(Diarist(nextDeadline: .ms(20)))
    try network.with(alice) { _, _ in ((), [.transmit([7])]) }
    #expect(try network.run(until: .ms(1_000)) { $0.users[bob].diary.count == 3 })
    let at = end.microseconds
    #expect(
      network.users[bob].diary == ["received [7] at \(at)", "deadline at \(at)", "clear at \(at)"])
    #expect(network.users[2].diary.prefix(2) == ["deadline at 20000", "busy at 20000"])
  }

  @Test func `a condition that never holds ends with the world`() throws {
    var network = network()
    _ = network.join(Diarist(nextDeadline: .ms(20)))
    #expect(try network.run(until: .ms(1_000)) { _ in false } == false)
    #expect(network.now == .ms(20))
  }

  @Test func `an overdue deadline does not turn the time back`() throws {
    var network = SimulatedNetwork<Diarist>(
      air: SimulatedAir(loss: .independent(0), seed: 1), channel: .test(), startingAt: .ms(50))
    _ = network.join(Diarist(nextDeadline: .ms(20)))
    #expect(network.nextEvent == .ms(50))
    try network.run(until: .ms(60))
    #expect(network.users[0].diary.first == "deadline at 50000")
  }
}
