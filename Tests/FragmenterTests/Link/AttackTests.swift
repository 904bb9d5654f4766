// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// Forged and replayed frames on top of traffic: no wrong mail, no freed mail, no answers, and
/// hardly any airtime, measured against the same seeds without attacker.
struct AttackTests {
  /// Transfers in each of the attacks.
  private static let transfers = Proof.isAsked ? 100_000 : 400
  private static let transfersEach = 50

  private struct Outcome {
    var airtime = Duration.zero
    var injected = 0
    var problems: [String] = []
  }

  /// The same mails on the same air; the counters of a process that ended are added up.
  private func outcome(
    of attack: AttackedTraffic.Attack, restarts: Bool
  ) throws -> Outcome {
    var outcome = Outcome()
    for seed in 0..<UInt64(Self.transfers / Self.transfersEach) {
      var random = SplitMix64(seed: seed &+ 9)
      var traffic = try AttackedTraffic(attack, loss: 0.1, seed: seed)
      try traffic.carry(Self.transfersEach / 2, most: 2000, random: &random)
      if restarts {
        outcome.airtime += traffic.airtime
        try traffic.restart()
      }
      try traffic.carry(Self.transfersEach / 2, most: 2000, random: &random)
      outcome.airtime += traffic.airtime
      outcome.injected += traffic.injected
      if let problem = traffic.problem { outcome.problems.append("seed \(seed): \(problem)") }
    }
    return outcome
  }

  @Test(arguments: [AttackedTraffic.Attack.forging, .replaying], [false, true])
  func `one frame in twenty of an attacker costs at most one percent and changes no mail`(
    attack: AttackedTraffic.Attack, restarts: Bool
  ) throws {
    let quiet = try outcome(of: .none, restarts: restarts)
    let attacked = try outcome(of: attack, restarts: restarts)
    #expect(quiet.problems.isEmpty)
    #expect(attacked.problems.isEmpty)
    #expect(attacked.injected > Self.transfers / 10)
    let cost = attacked.airtime / quiet.airtime - 1
    #expect(cost <= 0.01, "\(cost)")
  }

  @Test func `forged DONEs free no message`() throws {
    var pair = try LinkPair(loss: 0, seed: 1)
    try pair.establish(thenLoss: 1)
    try pair.submit(noise(1000, seed: 1))
    let isAsking = try pair.network.run(until: pair.network.now + .seconds(60)) {
      $0.users[0].station.links[0].sessions.last?.outgoing.first?.value.openRequest != nil
    }
    #expect(isAsking)
    let user = pair.network.users[0]
    let record = try #require(user.disk.memory.sessions.last)
    let open = try #require(user.station.links[0].sessions.last?.outgoing.first)
    var (station, attacker) = (user.station, Attacker(random: SplitMix64(seed: 2)))
    let done = ControlFrame(
      connection: record.localConnection, slot: open.key.slot, content: .done
    ).untagged
    var effects = 0
    for _ in 0..<(Proof.isAsked ? 1_000_000 : 10_000) {
      let frame = done + attacker.noise(FrameTag.longBytes)
      let step = station.handle(.received(frame, snr: SNR(decibels: 5)), at: pair.network.now)
      effects += step.changes.count
      effects += step.actions.count { if case .sense = $0 { false } else { true } }
    }
    #expect(effects == 0)
    #expect(station.links[0].sessions.last?.outgoing.keys.first == open.key)
  }

  @Test(arguments: 0..<4) func `a station with nothing to say answers no forged frame`(
    seed: UInt64
  ) throws {
    var pair = try LinkPair(loss: 0, seed: seed)
    try pair.establish(thenLoss: 0)
    try pair.run(for: .seconds(60))
    let disks = pair.network.users.map(\.disk.memory)
    let heard = pair.network.users.map(\.heard)
    let sent = pair.network.users.map(\.sent.count)
    var attacker = Attacker(random: SplitMix64(seed: seed))
    for round in 0..<(Proof.isAsked ? 100_000 : 4000) {
      let side = round & 1
      let frame = heard[side][round / 2 % heard[side].count]
      try pair.inject(attacker.forgery(like: frame), to: side)
      if attacker.strikes(oneIn: 100) { try pair.run(for: .seconds(30)) }
    }
    try pair.run(for: .seconds(3600))
    #expect(pair.network.users.map(\.sent.count) == sent, "seed \(seed)")
    for side in 0..<2 {
      let memory = pair.network.users[side].disk.memory
      #expect(memory.sessions == disks[side].sessions && memory.marks == disks[side].marks)
      #expect(memory.symbols.isEmpty)
    }
  }

  @Test(arguments: 0..<3)
  func `all frames of many sessions, replayed after restarts, cost under one percent`(
    seed: UInt64
  ) throws {
    var random = SplitMix64(seed: seed)
    var traffic = try AttackedTraffic(.none, loss: 0.1, seed: seed)
    var spent = Duration.zero
    for _ in 0..<4 {
      try traffic.carry(20, most: 1500, random: &random)
      spent += traffic.airtime
      try traffic.restart()
    }
    let frames = traffic.pair.network.users.map(\.sent)
    let disks = traffic.pair.network.users.map(\.disk.memory)
    for side in [1, 0] {
      for frame in frames[side] {
        for target in 0..<2 { try traffic.pair.inject(frame, to: target) }
        try traffic.pair.run(for: .milliseconds(100))
      }
    }
    try traffic.pair.run(for: .seconds(3600))
    #expect(traffic.airtime / spent < 0.01, "\(traffic.airtime) of \(spent), seed \(seed)")
    #expect(traffic.problem == nil)
    for side in 0..<2 {
      let memory = traffic.pair.network.users[side].disk.memory
      #expect(memory.symbols.isEmpty && memory.sealed.isEmpty)
      // A stale initiation makes a handshake, and so a session in which nothing was received.
      let isUnchanged = memory.sessions.allSatisfy { session in
        disks[side].sessions.first { $0.id == session.id }.map { $0 == session }
          ?? session.receive.accepts(MessageNumber(0))
      }
      #expect(isUnchanged, "seed \(seed)")
    }
  }

  @Test func `a frame sent back to its sender has no effect`() throws {
    var pair = try LinkPair(loss: 0.1, seed: 3)
    try pair.establish(thenLoss: 0.1)
    for handle in 1...6 {
      try pair.submit(noise(handle * 150, seed: 3), from: handle & 1, handle: Int64(handle))
    }
    try pair.run(for: .seconds(60))
    #expect(pair.isDrained)
    let sent = pair.network.users.map(\.sent)
    for side in 0..<2 {
      for frame in sent[side] {
        try pair.inject(frame, to: side)
        try pair.run(for: .milliseconds(50))
      }
    }
    try pair.run(for: .seconds(3600))
    #expect(pair.network.users.map(\.sent) == sent)
  }
}
