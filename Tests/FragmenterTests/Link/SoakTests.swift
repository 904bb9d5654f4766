// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// Whole random lives: loss, restarts, crashes, backups, doubled and reordered frames, both ways.
struct SoakTests {
  static let rounds = ProcessInfo.processInfo.environment["LORAGW_PROOF"] == "1" ? 20_000 : 500

  @Test func `whatever happens, every message arrives and the queues drain`() throws {
    for seed in 0..<UInt64(Self.rounds) {
      var life = try Life(seed: seed)
      let problem = try life.live()
      #expect(problem == nil, "seed \(seed)")
    }
  }

  private struct Life {
    var pair: LinkPair
    var random: SplitMix64
    var expected: [Set<[UInt8]>] = [[], []]
    var handle: Int64 = 0
    var backups: [SimulatedDisk?] = [nil, nil]

    init(seed: UInt64) throws {
      random = SplitMix64(seed: seed &+ 1_000_000)
      pair = try LinkPair(loss: Double.random(in: 0...0.4, using: &random), seed: seed)
      let trouble = Double.random(in: 0...0.2, using: &random)
      for index in 0..<2 where Bool.random(using: &random) {
        let own = SplitMix64(seed: seed &* 4 &+ UInt64(index))
        try pair.network.with(index) { user, _ in
          user.mischief = LinkUser.Mischief(probability: trouble, random: own)
          return ((), [])
        }
      }
    }

    /// Returns what went wrong; nil when nothing did.
    mutating func live() throws -> String? {
      for _ in 0..<Int.random(in: 1...12, using: &random) { try happen() }
      let end = pair.network.now + .seconds(48 * 3600)
      let isDrained = try pair.network.run(until: end) {
        $0.users.allSatisfy(\.unfinished.isEmpty)
      }
      guard isDrained else { return "stuck: \(pair.network.users.map { $0.unfinished.count })" }
      guard pair.violations.isEmpty else { return pair.violations.joined(separator: "; ") }
      for side in 0..<2 where Set(pair.network.users[1 - side].stored) != expected[side] {
        return "side \(side) delivered something else"
      }
      return nil
    }

    private mutating func happen() throws {
      let side = Int.random(in: 0...1, using: &random)
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<6:
        handle += 1
        let size = Int.random(in: 0...(1 << Int.random(in: 0...12, using: &random)), using: &random)
        let payload = noise(size, seed: random.next()) + withBytes(of: handle)
        expected[side].insert(payload)
        try pair.submit(payload, from: side, handle: handle)
      case 6, 7: try pair.restart(side)
      case 8:
        let disk = pair.network.users[side].disk
        if let backup = backups[side], Bool.random(using: &random) {
          try pair.restore(side, backup)
        } else {
          backups[side] = disk
        }
      default:
        try pair.network.with(side) { user, _ in
          user.ending = .afterCommit
          return ((), [])
        }
      }
      try pair.run(for: .milliseconds(Int.random(in: 0...8000, using: &random)))
    }

    private func withBytes(of handle: Int64) -> [UInt8] {
      (0..<8).map { UInt8(truncatingIfNeeded: handle >> ($0 * 8)) }
    }
  }
}
