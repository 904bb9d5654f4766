// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import Gateway
import LoRaPHY
import Testing

/// The bounded memory behind the status page.
@Suite struct GatewayChronicleTests {
  private static func at(_ seconds: Int64) -> Instant { Instant(microseconds: seconds * 1_000_000) }

  @Test func `the minutes hold what a plain list of frames holds`() {
    var random = SplitMix64(seed: 5)
    var timeline = AirtimeTimeline()
    var frames: [(minute: Int64, airtime: Int64)] = []
    var now: Int64 = 7_000_000
    for _ in 0..<2000 {
      now += Int64.random(in: 0...30_000_000, using: &random)
      let airtime = Int64.random(in: 1000...400_000, using: &random)
      timeline.sent(.microseconds(airtime), at: Instant(microseconds: now))
      frames.append((now / 60_000_000, airtime))
    }
    let later = now + Int64.random(in: 0...7_200_000_000, using: &random)
    let history = timeline.history(at: Instant(microseconds: later))
    let last = later / 60_000_000
    let expected = (0..<120).map { index in
      frames.filter { $0.minute == last - 119 + Int64(index) }.reduce(0) { $0 + $1.airtime }
    }
    #expect(history == expected)
    #expect(history.contains { $0 > 0 })
  }

  @Test func `after a long silence nothing is left, and a clock that went back does no harm`() {
    var timeline = AirtimeTimeline()
    #expect(timeline.history(at: .zero) == Array(repeating: 0, count: 120))
    timeline.sent(.seconds(1), at: Self.at(600))
    timeline.sent(.seconds(1), at: Self.at(60))
    #expect(timeline.history(at: Self.at(600)).last == 2_000_000)
    #expect(timeline.history(at: Self.at(600 + 119 * 60)).first == 2_000_000)
    #expect(timeline.history(at: Self.at(600 + 120 * 60)) == Array(repeating: 0, count: 120))
    timeline.sent(.seconds(1), at: Instant(microseconds: .max))
    #expect(timeline.history(at: Instant(microseconds: .max)).last == 1_000_000)
  }

  @Test func `a peer's readings of a minute are one point, and points are bounded`() throws {
    var chronicle = GatewayChronicle()
    for second in Int64(0)..<20_000 {
      chronicle.heard(
        "village",
        LinkReading(
          snrDecibels: second % 2 == 0 ? 4 : 6, spreadingFactor: 7,
          lossRatio: second % 60 == 30 ? 0.25 : nil), at: Self.at(second),
        unixSeconds: 1_700_000_000 + second)
    }
    let trend = try #require(chronicle.trends(of: ["village"]).first)
    #expect(trend.points.count == LinkTrend.mostPoints)
    let point = trend.points[3]
    #expect(point.frames == 60)
    #expect(abs(point.snrDecibels - 5) < 0.001)
    #expect(point.leastSnrDecibels == 4)
    #expect(point.lossRatio == 0.25)
    #expect(chronicle.trends(of: ["other"]).map(\.points.count) == [0])
    #expect(chronicle.trends(of: ["village"]).map(\.points.count) == [0])
  }

  @Test func `figures that are no numbers are passed over`() {
    var chronicle = GatewayChronicle()
    chronicle.heard(snrDecibels: .nan, rssiDbm: -100, at: .zero)
    #expect(chronicle.ear.hearing(at: .zero) == nil)
    chronicle.heard(
      "village", LinkReading(snrDecibels: .infinity, spreadingFactor: 7, lossRatio: nil), at: .zero,
      unixSeconds: 0)
    #expect(chronicle.trends(of: ["village"]).map(\.points.count) == [0])
  }

  @Test func `the noise floor is what strength without signal leaves`() throws {
    var chronicle = GatewayChronicle()
    // Signal and noise alike: half of the strength is noise, 3 dB less.
    for second in Int64(0)..<30 {
      chronicle.heard(snrDecibels: 0, rssiDbm: -114, at: Self.at(second))
    }
    let hearing = try #require(chronicle.ear.hearing(at: Self.at(40)))
    #expect(abs(hearing.noiseFloorDbm + 117.01) < 0.01)
    #expect(hearing.heardSecondsAgo == 11)
  }

  @Test func `events and deliveries are bounded, and their texts one line`() {
    var chronicle = GatewayChronicle()
    for number in 0..<1000 {
      chronicle.note(
        .arrived(id: "M\(number)", peer: "evil\n<script>", bytes: 5, sha256: [1, 2, 3, 4, 5, 6]),
        unixSeconds: 9)
    }
    #expect(chronicle.events.events.count == GatewayEvents.most)
    #expect(chronicle.events.events.last?.number == 1000)
    #expect(chronicle.events.events.allSatisfy { !$0.text.contains("\n") })
    #expect(chronicle.delivered.count == 50)
    #expect(chronicle.delivered.last?.id == "M999")
  }

  @Test func `a radio's fault is told once, and its recovery`() {
    var chronicle = GatewayChronicle()
    chronicle.radio("no answer", before: nil, unixSeconds: 1)
    chronicle.radio("still no answer", before: "no answer", unixSeconds: 2)
    chronicle.radio(nil, before: "still no answer", unixSeconds: 3)
    chronicle.radio(nil, before: nil, unixSeconds: 4)
    #expect(chronicle.events.events.map(\.severity) == [.critical, .info])
  }

  @Test func `airtime is kept by band`() {
    var chronicle = GatewayChronicle()
    chronicle.sent(.seconds(2), in: RowName("EU868/P"), at: .zero)
    chronicle.sent(.seconds(3), in: RowName("EU868/P"), at: Self.at(61))
    chronicle.sent(.seconds(1), in: RowName("EU868/M"), at: .zero)
    #expect(chronicle.keyed(in: RowName("EU868/P")) == .seconds(5))
    #expect(
      chronicle.minutes(of: RowName("EU868/P"), at: Self.at(61)).suffix(2) == [
        2_000_000, 3_000_000,
      ])
    #expect(chronicle.keyed(in: RowName("EU868/Q")) == .zero)
  }
}
