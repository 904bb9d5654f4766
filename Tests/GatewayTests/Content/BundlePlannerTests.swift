// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaDriver
import LoRaPHY
import Testing

struct BundlePlannerTests {
  private static let planner = BundlePlanner(
    LinkParameters(modulation: GatewayWorld.modulation).planner)

  @Test(arguments: [
    ([60], 1),
    ([60, 60], 2),
    ([Int](repeating: 60, count: 8), 8),
    ([Int](repeating: 60, count: 200), 67),
    ([300, 300, 300, 300], 4),
    ([4096, 60], 1),
    ([60, 4096], 1),
    ([9000, 60], 1),
    ([500_000], 1),
  ])
  func `mails go together as long as that saves airtime and stays below 4 kB`(
    _ lengths: [Int], _ expected: Int
  ) {
    #expect(Self.planner.count(lengths) == expected)
  }

  @Test func `no plan costs more airtime than its mails alone`() throws {
    var random = SplitMix64(seed: 6)
    let symbols = LinkParameters(modulation: GatewayWorld.modulation).planner
    func airtime(_ bytes: Int) throws -> Duration {
      symbols.timeOnAir(try #require(symbols.layout(payloadBytes: bytes)), payloadBytes: bytes)
        + symbols.modulation.timeOnAir(payloadBytes: 10)
    }
    var worse = 0
    for _ in 0..<300 {
      let lengths = (0..<Int.random(in: 1...12, using: &random)).map { _ in
        Int.random(in: 1...1500, using: &random)
      }
      let count = Self.planner.count(lengths)
      guard count > 1 else { continue }
      let bundle = try #require(
        MailBundle(lengths.prefix(count).map { [UInt8](repeating: 0, count: $0) }))
      let separate = try lengths.prefix(count).reduce(Duration.zero) { $0 + (try airtime($1)) }
      if try airtime(bundle.encoded.count) >= separate { worse += 1 }
      if bundle.encoded.count > BundlePlanner.mostBytes { worse += 1 }
    }
    #expect(worse == 0)
  }

  /// Mean airtime of messages between two gateways with a session, both sides, seconds.
  private static func airtime(_ lengths: [Int], loss: Double, worlds: UInt64) throws -> Double {
    let messages = lengths.map {
      "[[message]]\nfrom = \"a\"\nto = [\"b\"]\nbytes = \($0)\n"
    }
    let text = """
      [channel]
      loss = \(loss)
      [session]
      established = true
      [[gateway]]
      name = "a"
      [[gateway]]
      name = "b"

      """
    let scenario = try Scenario(parsing: text + messages.joined(), file: "bundle")
    var total = 0.0
    for seed in 1...worlds {
      var run = try SimulationRun(scenario, seed: seed) { _ in [] }
      total += try run.run { 0 }.gateways.values.reduce(0) { $0 + $1.airtimeS }
    }
    return total / Double(worlds)
  }

  @Test(arguments: [(60, 1.62, 1.02), (300, 5.1, 4.4)])
  func `eight mails in a bundle cost the airtime of the design at a loss of one in ten`(
    _ bytes: Int, _ separate: Double, _ bundled: Double
  ) throws {
    let lengths = [Int](repeating: bytes, count: 8)
    let bundle = try #require(MailBundle(lengths.map { [UInt8](repeating: 0, count: $0) }))
    let alone = try Self.airtime(lengths, loss: 0.1, worlds: 400)
    let together = try Self.airtime([bundle.encoded.count], loss: 0.1, worlds: 400)
    #expect(abs(alone / separate - 1) < 0.08, "8 of \(bytes) bytes alone: \(alone) s")
    #expect(abs(together / bundled - 1) < 0.04, "8 of \(bytes) bytes bundled: \(together) s")
  }
}
