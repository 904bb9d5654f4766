// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaDriver
import LoRaPHY
import Testing

/// The worst hour, against slower ways to find it.
struct WorstHourTests {
  private typealias Span = (start: Instant, end: Instant)

  /// Frames without overlap, now and then right one after the other.
  private func frames(_ count: Int, using dice: inout SplitMix64) -> [Span] {
    var now = Instant.zero
    return (0..<count).map { _ in
      now = now + .milliseconds(Int.random(in: 0...3, using: &dice) * 40)
      let start = now
      now = now + .milliseconds(Int.random(in: 1...90, using: &dice))
      return (start, now)
    }
  }

  /// Every window that begins just before the end of one frame: all it touches, whole.
  private func touched(_ frames: [Span], window: Duration) -> Duration {
    frames.map { first in
      frames.filter { $0.end >= first.end && $0.start - first.end + .microseconds(-80) < window }
        .reduce(Duration.zero) { $0 + ($1.end - $1.start) + .microseconds(80) }
    }.max() ?? .zero
  }

  /// Every window that begins or ends with a frame: what lies inside, cut at its edges.
  private func inside(_ frames: [Span], window: Duration) -> Duration {
    frames.flatMap { [$0.start, $0.end - window] }.map { from in
      frames.reduce(Duration.zero) {
        $0 + max(.zero, min($1.end, from + window) - max($1.start, from))
      }
    }.max() ?? .zero
  }

  @Test func `it is what windows touch, never below what lies inside them`() {
    let seed = UInt64.random(in: 0 ... .max)
    var dice = SplitMix64(seed: seed)
    for _ in 0..<60 {
      let frames = frames(Int.random(in: 0...80, using: &dice), using: &dice)
      let window = Duration.milliseconds(Int.random(in: 50...3000, using: &dice))
      let worst = SlidingAirtime(frames, window: window).worst
      #expect(worst == touched(frames, window: window), "seed \(seed)")
      let inside = inside(frames, window: window)
      #expect(worst >= inside, "seed \(seed)")
      #expect(worst <= inside + .milliseconds(180) + .microseconds(80 * 80), "seed \(seed)")
    }
  }

  @Test func `the course rises at a frame's start and falls a window after its end`() {
    let frames: [Span] = [(.ms(1000), .ms(1100)), (.ms(5000), .ms(5050))]
    let course = SlidingAirtime(frames, window: .seconds(10))
    #expect(course.steps.map(\.at) == [999_960, 4_999_960, 11_100_040, 15_050_040])
    #expect(course.steps.map(\.airtime) == [100_080, 150_160, 50_080, 0])
    #expect(course.worst == .microseconds(150_160))
    #expect(SlidingAirtime([], window: .seconds(1)).worst == .zero)
  }

  @Test func `no peak is hidden when the course is drawn in few parts`() {
    let frames: [Span] = [(.ms(1000), .ms(1100)), (.ms(1101), .ms(1150)), (.ms(9000), .ms(9001))]
    let course = SlidingAirtime(frames, window: .milliseconds(50))
    for parts in [1, 3, 10, 1000] {
      let peaks = course.peaks(parts: parts, of: .seconds(10))
      #expect(peaks.count == parts)
      #expect(peaks.max() == course.worst)
    }
    let peaks = course.peaks(parts: 10, of: .seconds(10))
    #expect(peaks[5] == .zero && peaks[9] == .microseconds(1080))
    #expect(course.peaks(parts: 5, of: .zero).count == 5)
  }

  @Test func `the report has it for each sub-band, from the frames on the air`() throws {
    let scenario = try ScenarioFile.load("duty-bound-hub.toml")
    let world = try SimulatedWorld(scenario)
    for (index, name) in world.record.gateways.enumerated() {
      let own = world.record.frames.filter { $0.gateway == index }
      let worst = touched(own.map { ($0.start, $0.end) }, window: .seconds(3600))
      let ratios = try #require(world.report.gateways[name]?.worstHourRatio)
      #expect(ratios.keys.sorted() == ["M"])
      #expect(abs((ratios["M"] ?? 0) - worst / .seconds(36)) < 1e-12, "\(name)")
    }
  }

  @Test func `in the laboratory it is a share of the hour`() throws {
    let world = try SimulatedWorld(try ScenarioFile.load("two-houses.toml"))
    let north = try #require(world.report.gateways["north"])
    let frames = Double(north.frames)
    #expect(north.worstHourRatio.keys.sorted() == ["lab"])
    let expected = (north.airtimeS + frames * 80e-6) / 3600
    #expect(abs((north.worstHourRatio["lab"] ?? 0) - expected) < 1e-9)
  }
}

extension Instant {
  fileprivate static func ms(_ milliseconds: Int64) -> Instant {
    Instant(microseconds: milliseconds * 1000)
  }
}
