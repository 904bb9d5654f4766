// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Drawing
import Foundation
import Gateway
import LoRaPHY
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// The picture of a simulation.
struct TimelineDrawingTests {
  private func drawing(_ world: SimulatedWorld) -> TimelineDrawing {
    TimelineDrawing(world.record, world.report, name: "<test> & picture.toml")
  }

  private func crowd(_ count: Int, duration: Double = 200) throws -> SimulatedWorld {
    try SimulatedWorld(
      """
      duration_s = \(duration)
      [[gateway]]
      name = "sink"
      [[gateway]]
      name = "a-gateway-with-a-long-name-x"
      count = \(count - 1)
      [[traffic]]
      kind = "unacknowledged"
      from = "a-gateway-with-a-long-name-x"
      to = ["sink"]
      mean_interval_s = 100
      bytes = 20
      """)
  }

  /// A message of one frame each way, far apart.
  private func shortMessages() throws -> SimulatedWorld {
    var scenario = try ScenarioFile.load("long-link.toml")
    for index in scenario.messages.indices {
      scenario.messages[index].content = .random(bytes: 20)
    }
    return try SimulatedWorld(scenario)
  }

  private func texts(_ document: SVGDocument) -> [String] {
    document.shapes.compactMap { if case .text(let text, _, _) = $0.form { text } else { nil } }
  }

  private func bars(_ document: SVGDocument, role: String) -> [Box] {
    document.shapes.filter { $0.role == role }.flatMap { shape -> [Box] in
      if case .bars(let boxes) = shape.form { boxes } else { [] }
    }
  }

  /// What every picture keeps, whatever it shows.
  private func check(_ document: SVGDocument) {
    #expect(XMLParser(data: Data(document.text.utf8)).parse())
    let outside = document.shapes.filter { !document.canvas.contains($0.bounds) }
    #expect(outside.isEmpty, "\(outside.map(\.form).prefix(3))")
    let texts = document.shapes.filter { if case .text = $0.form { true } else { false } }
    for (index, text) in texts.enumerated() {
      let hit = texts[(index + 1)...].first { $0.bounds.overlaps(text.bounds) }
      #expect(hit == nil, "\(text.form) and \(String(describing: hit?.form))")
    }
  }

  @Test func `every shipped scenario is drawn inside its canvas, texts apart`() throws {
    for name in try ScenarioFile.shipped() {
      let world = try SimulatedWorld(try ScenarioFile.load(name))
      let document = drawing(world).document
      check(document)
      let shown = world.record.gateways.count
      #expect(document.shapes.count { $0.role == "lane" } == min(shown, 40), "\(name)")
      #expect(document.shapes.count { $0.role == "chart" } == min(shown, 24), "\(name)")
    }
  }

  @Test(arguments: [2, 40, 41, 500])
  func `many gateways are cut down to the busiest, and the picture says so`(count: Int) throws {
    let world = try crowd(count)
    let document = drawing(world).document
    check(document)
    #expect(document.shapes.count { $0.role == "lane" } == min(count, 40))
    let said = texts(document).contains {
      $0.hasPrefix("Shown are the 40 gateways of \(count) with the most airtime; the other")
    }
    #expect(said == (count > 40))
  }

  @Test func `a year and a millisecond can be drawn too`() throws {
    for duration in [0.001, 31_536_000] {
      var scenario = try ScenarioFile.load("two-houses.toml")
      scenario.duration = .seconds(duration)
      check(drawing(try SimulatedWorld(scenario)).document)
    }
  }

  @Test func `each frame is a bar, unless it is closer than a pixel to the one before`() throws {
    let world = try shortMessages()
    let document = drawing(world).document
    for kind in SentFrame.Kind.allCases {
      let drawn = bars(document, role: "bars-\(kind)")
      let sent = world.record.frames.count { $0.kind == kind }
      #expect(drawn.count == sent, "\(kind)")
    }
    let dense = try SimulatedWorld(try ScenarioFile.load("two-houses.toml"))
    let merged = bars(drawing(dense).document, role: "bars-data")
    #expect((2...10).contains(merged.count))
    #expect(zip(merged, merged.dropFirst()).allSatisfy { $1.x - $0.right >= 1 })
  }

  @Test func `a bar is as long as its frame`() throws {
    let world = try shortMessages()
    let longest = try #require(
      bars(drawing(world).document, role: "bars-data").map(\.width).max())
    let frame = try #require(
      world.record.frames.filter { $0.kind == .data }.map { ($0.end - $0.start) }.max())
    let lane = longest / (frame / world.record.duration)
    #expect((800...1150).contains(lane), "\(lane)")
  }

  @Test func `frames that did not arrive are marked`() throws {
    let world = try SimulatedWorld(try ScenarioFile.load("two-houses.toml"))
    let document = drawing(world).document
    let lost = world.record.frames.count { $0.fate == .lost }
    #expect(lost == world.report.channel.lost && lost > 0)
    #expect((1...lost).contains(bars(document, role: "marks-lost").count))
    #expect(bars(document, role: "marks-collided").isEmpty)
    #expect(texts(document).contains("did not arrive: lost"))
    let aloha = try SimulatedWorld(try ScenarioFile.load("aloha.toml"))
    let bare = try aloha.bare("sink")
    #expect(
      aloha.record.frames.count { $0.fate == .received } == bare.received)
  }

  @Test func `each chart has the line of the law, and the laboratory none`() throws {
    let bound = drawing(try SimulatedWorld(try ScenarioFile.load("duty-bound-hub.toml"))).document
    #expect(bound.shapes.count { $0.role == "limit" } == 4)
    #expect(texts(bound).contains { $0.contains("send 36.0 s in any hour") })
    let limits = bound.shapes.filter { $0.role == "limit" }.map(\.bounds)
    let curves = bound.shapes.filter { $0.role == "airtime" }.map(\.bounds)
    #expect(curves.count == 4)
    #expect(zip(curves, limits).allSatisfy { $0.y >= $1.y })
    let free = drawing(try SimulatedWorld(try ScenarioFile.load("village.toml"))).document
    #expect(!free.shapes.contains { $0.role == "limit" })
    #expect(texts(free).contains("A laboratory has no limit."))
  }

  @Test func `the same seed draws the same picture, byte for byte`() throws {
    let scenario = try ScenarioFile.load("village.toml")
    let first = drawing(try SimulatedWorld(scenario, seed: 3)).svg
    #expect(drawing(try SimulatedWorld(scenario, seed: 3)).svg == first)
    #expect(drawing(try SimulatedWorld(scenario, seed: 4)).svg != first)
  }
}
