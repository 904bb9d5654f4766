// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// Listening before talking: the rules by themselves, and as a station follows them.
@Suite struct MediumAccessTests {
  private let slot = Duration.milliseconds(10)
  private let spacing = Duration.milliseconds(14)

  /// Runs until the channel is to be listened to; how long that took, in slots.
  private func backOff(
    _ medium: inout MediumAccess, _ need: MediumAccess.Need, from start: Instant,
    random: inout any RandomNumberGenerator & Sendable
  ) throws -> Double {
    var now = start
    while case .wait = medium.admit(need, at: now, slot: slot, random: &random) {
      let next = medium.earliest(for: now)
      try #require(next > now)
      now = next
    }
    try #require(medium.isSensing)
    return (now - start) / slot
  }

  @Test func `a beginning speaks after two clear listenings, fourteen milliseconds apart`() throws {
    var random: any RandomNumberGenerator & Sendable = SplitMix64(seed: 1)
    var medium = MediumAccess()
    let waited = try backOff(&medium, .beginning, from: .zero, random: &random)
    let first = Instant.zero + slot * waited
    medium.sensed(.clear, at: first, slot: slot, random: &random)
    medium.space(spacing, after: first)
    let early = medium.admit(
      .beginning, at: first + .milliseconds(13), slot: slot, random: &random)
    #expect(early == .wait)
    let second = first + spacing
    #expect(medium.admit(.beginning, at: second, slot: slot, random: &random) == .sense)
    medium.sensed(.clear, at: second, slot: slot, random: &random)
    medium.space(spacing, after: second)
    #expect(medium.admit(.beginning, at: second, slot: slot, random: &random) == .speak)
  }

  @Test func `one busy listening undoes a clear one`() throws {
    var random: any RandomNumberGenerator & Sendable = SplitMix64(seed: 2)
    var medium = MediumAccess()
    for state in [MediumState.clear, .busy, .clear] {
      _ = try backOff(&medium, .beginning, from: .zero, random: &random)
      medium.sensed(state, at: .zero, slot: slot, random: &random)
    }
    let admission = medium.admit(
      .beginning, at: .zero + .seconds(60), slot: slot, random: &random)
    #expect(admission == .sense)
  }

  @Test(arguments: [0, 1, 2, 3, 4, 7])
  func `the back-off is uniform up to 2^4 slots, doubled by each busy listening up to 2^8`(
    busy: Int
  ) throws {
    let most = Double(1 << (4 + min(busy, 4)))
    var waits: [Double] = []
    for seed in 0..<2000 {
      var random: any RandomNumberGenerator & Sendable = SplitMix64(seed: UInt64(seed))
      var medium = MediumAccess()
      for _ in 0..<busy {
        _ = try backOff(&medium, .beginning, from: .zero, random: &random)
        medium.sensed(.busy, at: .zero, slot: slot, random: &random)
      }
      waits.append(try backOff(&medium, .beginning, from: .zero, random: &random))
    }
    #expect(waits.min() == 1)
    let longest = try #require(waits.max())
    #expect(longest <= most && longest > most * 0.9)
    let mean = waits.reduce(0, +) / Double(waits.count)
    #expect(abs(mean - (most + 1) / 2) < most * 0.03)
  }

  @Test func `a request repeated after silence backs off further with each silence`() throws {
    var longest: [Double] = []
    for silences in 0...6 {
      var most = 0.0
      for seed in 0..<500 {
        var random: any RandomNumberGenerator & Sendable = SplitMix64(seed: UInt64(seed))
        var medium = MediumAccess()
        medium.heardNeighbour(at: .zero)
        for _ in 0..<silences { medium.missedAnswer() }
        most = max(most, try backOff(&medium, .once, from: .zero, random: &random))
      }
      longest.append(most)
    }
    #expect(longest == [1, 2, 4, 8, 16, 32, 32])
  }

  @Test func `what the peer waits for is not listened for`() {
    var random: any RandomNumberGenerator & Sendable = SplitMix64(seed: 3)
    var medium = MediumAccess()
    #expect(medium.admit(.none, at: .zero, slot: slot, random: &random) == .speak)
  }

  // MARK: - A station

  @Test func `a station listens twice before a burst and not within it`() throws {
    var pair = try LinkPair(loss: 0, seed: 11)
    try pair.establish(thenLoss: 0)
    let former = pair.network.users[0]
    try pair.submit([UInt8](repeating: 0x5A, count: 2000), handle: 1)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(60)))
    let user = pair.network.users[0]
    let sent = user.sentAt[former.sentAt.count...]
    let sensed = user.sensedAt[former.sensedAt.count...]
    #expect(sent.count >= 8)
    let (first, last) = (try #require(sent.first), try #require(sent.last))
    // The air answers at once: the second listening and the first frame are of one instant.
    let before = sensed.filter { $0 <= first }
    #expect(before.count == 2)
    #expect(zip(before, before.dropFirst()).allSatisfy { $1 - $0 >= spacing })
    let isDisturbed = sensed.contains { $0 > first && $0 <= last }
    #expect(!isDisturbed)
  }

  @Test(arguments: [40, 130])
  func `frames follow each other after the pause that the other radio needs`(
    milliseconds: Int
  ) throws {
    let gap = Duration.milliseconds(milliseconds)
    let without = try intervals(frameGap: .zero)
    #expect(without.count == 8)
    #expect(try intervals(frameGap: gap) == without.map { $0 + gap })
  }

  /// The times between the frames of a burst.
  private func intervals(frameGap: Duration) throws -> [Duration] {
    var pair = try LinkPair(loss: 0, seed: 13) { parameters, _ in parameters.frameGap = frameGap }
    try pair.establish(thenLoss: 0)
    let before = pair.network.users[0].sentAt.count
    try pair.submit([UInt8](repeating: 0x5A, count: 2000), handle: 1)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(60)))
    let sent = pair.network.users[0].sentAt[before...]
    return zip(sent, sent.dropFirst()).map { $1 - $0 }
  }

  @Test func `in company bulk leaves the air after sixteen frames, alone it does not`() throws {
    for isInCompany in [false, true] {
      var pair = try LinkPair(loss: 0, seed: 12)
      try pair.establish(thenLoss: 0)
      let before = pair.network.users[0].sentAt.count
      let stranger = SymbolFrame(
        kind: .source, poll: .silent, connection: 0, slot: 0, symbolID: 0, symbol: [1, 2, 3])
      if isInCompany { try pair.inject(stranger.untagged + [0, 0, 0, 0], to: 0) }
      try pair.submit([UInt8](repeating: 0xA5, count: 10_000), handle: 1, as: .bulk)
      #expect(try pair.run(untilDelivered: 2, within: .seconds(300)))
      let user = pair.network.users[0]
      let runs = uninterrupted(Array(user.sentAt[before...]), pause: user.parameters.burstGap * 2)
      let longest = try #require(runs.max())
      #expect(isInCompany ? longest <= Limits.burstFramesInCompany : longest > 2 * 16)
    }
  }

  /// The numbers of frames that follow each other without such a pause.
  private func uninterrupted(_ times: [Instant], pause: Duration) -> [Int] {
    var runs = [1]
    for (former, next) in zip(times, times.dropFirst()) {
      if next - former > pause { runs.append(0) }
      runs[runs.count - 1] += 1
    }
    return runs
  }
}
