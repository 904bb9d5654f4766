// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaDriver
import LoRaPHY
import Testing

/// Every scenario shipped with the program does what its comment says.
struct ShippedScenarioTests {
  private static let promises: [String: @Sendable (SimulatedWorld) throws -> Void] = [
    "two-houses.toml": { world in
      #expect(world.report.messages.map(\.bytes) == [10_000])
      #expect(world.report.messages.allSatisfy { !$0.failed })
      #expect(world.report.channel.lost > 0)
      #expect(!world.record.frames.contains { $0.kind == .handshake })
    },
    "amateurs.toml": { world in
      #expect(world.report.messages.allSatisfy { !$0.failed })
      for gateway in 0...1 {
        let own = world.record.frames.filter { $0.gateway == gateway }
        let calls = own.filter { $0.kind == .identification }.map(\.start)
        for frame in own where frame.kind != .identification {
          #expect(calls.contains { frame.start <= $0 && $0 - frame.start <= .seconds(600) })
        }
        #expect((2...8).contains(calls.count), "\(calls.count)")
      }
    },
    "long-link.toml": { world in
      #expect(world.report.messages.map(\.from) == ["valley", "hut"])
      #expect(world.report.messages.allSatisfy { !$0.failed })
      #expect(world.record.frames.contains { $0.kind == .handshake })
    },
    "village.toml": { world in
      #expect(world.report.gateways.count == 8)
      #expect(Set(world.report.messages.map(\.from)).count == 8)
      let onTime = world.report.messages.filter { $0.atS < 7000 }
      #expect(onTime.count > 50 && onTime.allSatisfy { !$0.failed })
    },
    "duty-bound-hub.toml": { world in
      let ratios = world.report.gateways.mapValues { $0.worstHourRatio["M"] ?? .infinity }
      #expect(ratios.values.allSatisfy { $0 <= 1 }, "\(ratios)")
      #expect((0.9...1).contains(ratios["hub"] ?? 0), "\(ratios)")
      let onTime = world.report.messages.filter { $0.atS < 12_000 }
      #expect(onTime.count > 30 && onTime.allSatisfy { !$0.failed })
    },
    "two-bands.toml": { world in
      #expect(world.report.messages.map(\.bytes) == [150_000, 200])
      #expect(world.report.messages.allSatisfy { !$0.failed })
      #expect((world.report.messages.first?.proofS ?? .infinity) < 330)
      let chat = try #require(world.report.messages.last)
      #expect((chat.proofS ?? .infinity) - chat.atS < 2)
      for gateway in world.report.gateways.values {
        #expect(gateway.worstHourRatio.keys.sorted() == ["M", "P"])
        #expect(gateway.worstHourRatio.values.allSatisfy { $0 <= 1 })
      }
      #expect((world.report.gateways["station"]?.worstHourRatio["P"] ?? 0) > 0.6)
    },
    "mixed-sf.toml": { world in
      #expect(world.report.messages.map(\.bytes) == [20_000, 20_000, 5_000])
      #expect(world.report.messages.allSatisfy { !$0.failed })
      // At SF12, which the far one needs, all three would take 1700 s.
      #expect((world.report.gateways["station"]?.airtimeS ?? .infinity) < 500)
    },
    "hidden-terminals.toml": { world in
      let onTime = world.report.messages.filter { $0.atS < 6500 }
      #expect(onTime.count > 300 && onTime.allSatisfy { !$0.failed })
      #expect(world.report.channel.collided + world.report.channel.lost > 0)
    },
    "aloha.toml": { world in
      #expect(world.report.gateways.count == 101)
      let sent = world.report.gateways.values.compactMap(\.unacknowledged?.sent).reduce(0, +)
      let share = Double(try world.bare("sink").received) / Double(sent)
      #expect(sent > 1500 && abs(share - 0.71) < 0.04, "\(share) of \(sent)")
    },
  ]

  @Test func `every shipped scenario has a promise and every promise a scenario`() throws {
    #expect(try ScenarioFile.shipped() == Self.promises.keys.sorted())
  }

  @Test(arguments: promises.keys.sorted())
  func `a shipped scenario keeps its promise, for any seed`(name: String) throws {
    let scenario = try ScenarioFile.load(name)
    for seed in [1, 2] as [UInt64] {
      let world = try SimulatedWorld(scenario, seed: seed)
      #expect(world.report.virtualS > 0 && world.report.events > 0)
      try Self.promises[name]?(world)
    }
  }

  @Test func `capture saves frames of the shipped ALOHA scenario`() throws {
    var scenario = try ScenarioFile.load("aloha.toml")
    let aloha = try SimulatedWorld(scenario)
    scenario.model = .lorasim(.capture)
    let capture = try SimulatedWorld(scenario)
    #expect(try capture.bare("sink").received > aloha.bare("sink").received)
  }
}
