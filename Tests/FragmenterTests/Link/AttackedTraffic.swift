// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// Mail both ways between two gateways while an attacker adds frames of its own.
struct AttackedTraffic {
  /// What the attacker does.
  enum Attack: CaseIterable {
    case none
    /// With one frame in twenty comes a forged one.
    case forging
    /// With one frame in twenty comes a recorded one, of any session and direction.
    case replaying
  }

  var pair: LinkPair
  private var attacker: Attacker
  private let attack: Attack
  private var seen = [0, 0]
  private var recorded: [[UInt8]] = []
  private var expected: [[[UInt8]]] = [[], []]
  private var handle: Int64 = 0
  /// Frames the attacker added.
  private(set) var injected = 0
  /// What must not have happened and did.
  private(set) var findings: [String] = []

  init(_ attack: Attack, loss: Double, seed: UInt64) throws {
    pair = try LinkPair(loss: loss, seed: seed)
    attacker = Attacker(random: SplitMix64(seed: seed &+ 77))
    self.attack = attack
  }

  /// Carries so many messages of random sizes, one after the other, each way in turn.
  mutating func carry(_ count: Int, most: Int, random: inout SplitMix64) throws {
    for _ in 0..<count {
      handle += 1
      let side = Int(handle & 1)
      let size = Int.random(in: 0...most, using: &random)
      let payload = noise(size, seed: random.next()) + [UInt8(truncatingIfNeeded: handle)]
      expected[1 - side].append(payload)
      try pair.submit(payload, from: side, handle: handle)
      let end = pair.network.now + .seconds(3 * 3600)
      while !pair.isDrained, pair.network.now < end, pair.network.nextEvent != nil {
        try pair.network.step()
        try strike()
      }
    }
  }

  /// Both processes end and start again.
  mutating func restart() throws {
    for side in 0..<2 { try pair.restart(side) }
    pair.network.users.indices.forEach { seen[$0] = pair.network.users[$0].sent.count }
  }

  private mutating func strike() throws {
    for side in 0..<2 {
      for frame in pair.network.users[side].sent[seen[side]...] {
        recorded.append(frame)
        guard attack != .none, attacker.strikes(oneIn: 20) else { continue }
        let isForging = attack == .forging
        let added =
          isForging
          ? attacker.forgery(like: frame)
          : recorded[Int.random(in: 0..<recorded.count, using: &attacker.random)]
        try inject(added, to: isForging ? 1 - side : Int(attacker.random.next() & 1))
      }
      seen[side] = pair.network.users[side].sent.count
    }
  }

  /// Adds a frame; one that is forged must not make the station transmit.
  private mutating func inject(_ frame: [UInt8], to side: Int) throws {
    injected += 1
    if attack == .forging {
      var (heard, control) = (pair.network.users[side], pair.network.users[side])
      let now = pair.network.now
      let answers = heard.perform(.received(frame, snr: SNR(decibels: 5)), at: now)
      let usual = control.perform(.deadline, at: now)
      if Self.transmissions(answers) > Self.transmissions(usual) {
        findings.append("a forged frame was answered")
      }
    }
    try pair.inject(frame, to: side)
  }

  private static func transmissions(_ commands: [RadioCommand]) -> Int {
    commands.count { if case .transmit = $0 { true } else { false } }
  }

  /// The airtime of both sides together.
  var airtime: Duration {
    pair.network.users.map(\.station.counters.airtimeSent).reduce(.zero, +)
  }

  /// What went wrong; nil when every message arrived once and unaltered, and nothing else did.
  var problem: String? {
    if !pair.isDrained { return "not all arrived" }
    for side in 0..<2 where pair.network.users[side].stored != expected[side] {
      return "side \(side) stored something else"
    }
    return (findings + pair.violations).first
  }
}
