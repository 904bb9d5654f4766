// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// What a radio with a queue is told of the frame after this one.
struct BurstGoesOnTests {
  /// What a station said when it handed a frame over, and what came then.
  private struct Tally {
    var goesOn = 0
    var ends = 0
    var broken: [String] = []
  }

  /// Lets a station send a message to a peer that answers nothing, and ends its frames at once.
  private func tally(
    _ payloadBytes: Int, _ configure: (inout LinkParameters) -> Void = { _ in }
  ) throws -> Tally {
    var pair = try LinkPair(loss: 0, seed: 4) { parameters, _ in configure(&parameters) }
    try pair.establish(thenLoss: 0)
    var station = pair.network.users[0].station
    var now = pair.network.now + .seconds(60)
    let message = OutboundMessage(
      handle: MessageHandle(rawValue: 7), messageClass: .normal,
      payload: noise(payloadBytes, seed: 3))
    var step = station.handle(.submit(message, to: pair.keys[1]), at: now)
    var tally = Tally()
    for _ in 0..<400 {
      let sent = step.actions.contains { if case .transmit = $0 { true } else { false } }
      if sent, station.goesOn {
        tally.goesOn += 1
        // Early: the frame has only been handed over.
        step = station.handle(.transmitted, at: now)
        let isFollowed = step.actions.contains { if case .transmit = $0 { true } else { false } }
        if !isFollowed { tally.broken.append("nothing followed frame \(tally.goesOn)") }
      } else if sent {
        tally.ends += 1
        now = now + .milliseconds(400)
        step = station.handle(.transmitted, at: now)
      } else if step.actions.contains(where: { $0 == .sense }) {
        step = station.handle(.sensed(.clear), at: now)
      } else if let deadline = station.nextDeadline {
        now = max(now, deadline)
        step = station.handle(.deadline, at: now)
      } else {
        break
      }
    }
    return tally
  }

  @Test func `what is said to be followed is followed at once`() throws {
    let tally = try tally(9_000)
    #expect(tally.broken.isEmpty)
    #expect(tally.goesOn > 30)
    #expect(tally.ends >= 1)
  }

  @Test func `a message of one frame is followed by nothing`() throws {
    let tally = try tally(20)
    #expect(tally.goesOn == 0)
    #expect(tally.ends > 0)
  }

  @Test func `where a pause is kept after each frame, none is followed at once`() throws {
    let tally = try tally(3_000) { $0.frameGap = .milliseconds(130) }
    #expect(tally.goesOn == 0)
    #expect(tally.ends > 10)
  }

  @Test func `a burst handed over early is charged before, frame by frame`() throws {
    let rule = AirtimeRule(window: .seconds(3600), limit: .seconds(30))
    var pair = try LinkPair(loss: 0, seed: 5, rule: rule)
    try pair.establish(thenLoss: 0)
    var station = pair.network.users[0].station
    var now = pair.network.now
    let before = try #require(station.airtimeUsed(at: now))
    let message = OutboundMessage(
      handle: MessageHandle(rawValue: 7), messageClass: .normal, payload: noise(9_000, seed: 3))
    var step = station.handle(.submit(message, to: pair.keys[1]), at: now)
    var (frames, airtime) = (0, Duration.zero)
    while frames < 20 {
      for case .transmit(let frame) in step.actions {
        frames += 1
        airtime += pair.home.modulation.timeOnAir(payloadBytes: frame.count)
        // The account holds all that was handed over, though no time has passed.
        let used = try #require(station.airtimeUsed(at: now)) - before
        #expect(used >= airtime, "after \(frames) frames")
      }
      if step.actions.contains(.sense) {
        step = station.handle(.sensed(.clear), at: now)
      } else if station.goesOn {
        step = station.handle(.transmitted, at: now)
      } else {
        now = max(now, try #require(station.nextDeadline))
        step = station.handle(.deadline, at: now)
      }
    }
  }
}
