// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaDriver
import LoRaPHY
import Testing

/// Frames outside the link: no listening, no acknowledgement.
struct UnacknowledgedTests {
  private func text(
    radio: String = "", loss: Double = 0, mean: Double = 10, bytes: Int = 50,
    duration: Double = 3600, rest: String = ""
  ) -> String {
    """
    duration_s = \(duration)
    [channel]
    loss = \(loss)
    [radio]
    \(radio)
    [session]
    established = true
    [[gateway]]
    name = "a"
    [[gateway]]
    name = "b"
    [[gateway]]
    name = "c"
    [[traffic]]
    kind = "unacknowledged"
    from = "a"
    to = ["b", "c"]
    mean_interval_s = \(mean)
    bytes = \(bytes)
    \(rest)
    """
  }

  @Test func `without loss each frame arrives at all it is for, once, and nothing answers`() throws
  {
    let world = try SimulatedWorld(text())
    let sent = try world.bare("a")
    #expect((250...480).contains(sent.sent))
    #expect(sent.delivered == 2 * sent.sent && sent.received == 0 && sent.refused == 0)
    #expect(try world.bare("b").received == sent.sent && world.bare("b").sent == 0)
    #expect(world.record.frames.allSatisfy { $0.gateway == 0 && $0.kind == .unacknowledged })
    #expect(world.report.gateways["a"]?.frames == sent.sent)
    #expect(world.report.gateways["a"]?.bytesOnAir == 50 * sent.sent)
    #expect(world.report.messages.isEmpty)
  }

  @Test func `losses are counted, not repaired`() throws {
    let world = try SimulatedWorld(text(loss: 0.5, mean: 2))
    let sent = try world.bare("a")
    let share = Double(sent.delivered) / Double(2 * sent.sent)
    #expect(abs(share - 0.5) < 0.05, "\(share)")
    #expect(try world.bare("b").received + world.bare("c").received == sent.delivered)
  }

  @Test func `a gateway without such traffic has no such count`() throws {
    let world = try SimulatedWorld(text(rest: "[[gateway]]\nname = \"d\""))
    #expect(world.report.gateways["d"] != nil)
    #expect(world.report.gateways["d"]?.unacknowledged == nil)
  }

  @Test func `one transmitter serves mail and bare frames, and the mail arrives`() throws {
    let mail = """
      [[traffic]]
      from = "a"
      to = ["b"]
      mean_interval_s = 120.0
      bytes = 1500
      [[traffic]]
      from = "b"
      to = ["a"]
      mean_interval_s = 120.0
      bytes = 300
      """
    for seed in 1...5 as ClosedRange<UInt64> {
      let world = try SimulatedWorld(text(mean: 4, rest: mail), seed: seed)
      let bare = try world.bare("a")
      #expect(bare.sent > 600 && bare.refused == 0, "seed \(seed)")
      let early = world.report.messages.filter { $0.atS < 3400 }
      #expect(early.count > 30 && early.allSatisfy { !$0.failed }, "seed \(seed)")
      for gateway in 0..<3 {
        let own = world.record.frames.filter { $0.gateway == gateway }
        #expect(zip(own, own.dropFirst()).allSatisfy { $0.end <= $1.start }, "seed \(seed)")
      }
    }
  }

  @Test func `the law holds for bare frames and mail together`() throws {
    let mail = """
      [[traffic]]
      from = "a"
      to = ["b"]
      mean_interval_s = 600.0
      bytes = 1000
      """
    let radio = "region = \"EU868\"\nfrequency_mhz = 868.1"
    let world = try SimulatedWorld(
      text(radio: radio, mean: 5, bytes: 200, duration: 15_000, rest: mail))
    let bare = try world.bare("a")
    #expect(bare.refused > 1000 && bare.sent > 300)
    let ratio = try #require(world.report.gateways["a"]?.worstHourRatio["M"])
    #expect((0.9...1).contains(ratio), "\(ratio)")
  }

  @Test func `a frame must fit the radio and the law`() throws {
    func said(_ text: String) -> String {
      let error = #expect(throws: ConfigurationError.self) {
        try Scenario(parsing: text, file: "f")
      }
      return error.map { "\($0)" } ?? ""
    }
    #expect(
      said(text(bytes: 256)).hasPrefix(
        "f:19: traffic[1].bytes = 256: an unacknowledged frame has 1 to 255 bytes"))
    #expect(said(text(bytes: 0)).contains("an unacknowledged frame has 1 to 255 bytes"))
    let dwell = "region = \"US915\"\nfrequency_mhz = 915.0\nbandwidth_khz = 500.0"
    #expect(throws: Never.self) { try Scenario(parsing: text(radio: dwell), file: "f") }
    #expect(throws: Never.self) { try Scenario(parsing: text(bytes: 255), file: "f") }
    let kind = said(text().replacing("\"unacknowledged\"", with: "\"shouted\""))
    #expect(
      kind.contains("traffic[1].kind = \"shouted\": no such kind; legal: mail, unacknowledged"))
  }

  /// The published simulator's set-up: nodes on a disk, one receiver in its middle.
  private func loraSim(nodes: Int, rule: String) throws -> Scenario {
    var scenario = try ScenarioFile.load("aloha.toml")
    scenario.model = .lorasim(rule == "aloha" ? .aloha : .capture)
    scenario.duration = .seconds(25_000)
    let site = try #require(scenario.sites.last)
    let traffic = try #require(scenario.traffic.last)
    scenario.gateways = ["sink"] + (1...nodes).map { "node-\($0)" }
    scenario.sites = [StationSite](repeating: site, count: nodes + 1)
    scenario.scatterMetres = [nil] + [Double?](repeating: 359.7, count: nodes)
    scenario.traffic = (1...nodes).map { node in
      var own = traffic
      (own.from, own.to) = (node, [0])
      return own
    }
    return scenario
  }

  @Test func `a scenario gives the delivery ratios of the published simulator`() throws {
    let rows = try ScenarioFile.loraSimRows()
    #expect(rows.count == 6)
    let seed = ScenarioFile.isProof ? UInt64.random(in: 0 ..< .max / 2) : 7
    let frames = ScenarioFile.isProof ? 50_000 : 10_000
    var worst = 0.0
    for row in ScenarioFile.isProof ? rows : rows.filter({ $0.nodes == 100 }) {
      let scenario = try loraSim(nodes: row.nodes, rule: row.rule)
      var (sent, delivered) = (0, 0)
      for round in 0..<UInt64(frames / row.nodes / 25) {
        let world = try SimulatedWorld(scenario, seed: seed + round)
        sent += world.report.gateways.values.compactMap(\.unacknowledged?.sent).reduce(0, +)
        delivered += try world.bare("sink").received
      }
      let ratio = Double(delivered) / Double(sent)
      worst = max(worst, abs(ratio - row.ratio))
      #expect(
        abs(ratio - row.ratio) <= 0.02, "seed \(seed), \(row): \(ratio) in \(sent) frames")
    }
    if ScenarioFile.isProof { print("lorasim by scenario: worst deviation \(worst)") }
  }
}
