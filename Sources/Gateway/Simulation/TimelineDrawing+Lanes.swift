// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Drawing
import LoRaPHY

// One lane for each gateway.
extension TimelineDrawing {
  /// What is drawn of a part of the picture, and where that ends.
  struct Part {
    var shapes: [Shape] = []
    var bottom: Double
  }

  private static let lanesTop = 146.0
  private static let mostLabelWidth = 150.0
  private static let figureWidth = 72.0

  /// The gateways that are shown, in the order of the scenario: all, or those with most airtime.
  static func shown(_ airtimes: [Double], atMost count: Int) -> [Int] {
    guard airtimes.count > count else { return Array(airtimes.indices) }
    let busiest = airtimes.indices.sorted { (-airtimes[$0], $0) < (-airtimes[$1], $1) }
    return busiest.prefix(count).sorted()
  }

  /// Each gateway's time on air in seconds.
  var airtimes: [Double] {
    record.gateways.map { report.gateways[$0]?.airtimeS ?? 0 }
  }

  var laneLayout: Part {
    let shown = Self.shown(airtimes, atMost: Self.mostLanes)
    let height = shown.count <= 16 ? 28.0 : 20.0
    let style = TextStyle(size: 11)
    let names = shown.map { style.width(of: record.gateways[$0]) }
    let left = Self.margin + min(names.max() ?? 0, Self.mostLabelWidth) + 16
    let box = Box(
      x: left, y: Self.lanesTop, width: Self.width - Self.margin - Self.figureWidth - left,
      height: height * Double(shown.count))
    let span = max(record.duration.inSeconds, 0.001)
    let plot = Plot(box, x: 0...span, y: 0...1)
    var part = Part(bottom: box.bottom + 30)
    part.shapes = [
      .text(
        "Who transmits when", at: Point(Self.margin, Self.lanesTop - 12),
        TextStyle(size: 13, weight: .bold)),
      .text(
        "airtime", at: Point(Self.width - Self.margin, Self.lanesTop - 12),
        TextStyle(size: 10, anchor: .end), ink: Palette.faint),
    ]
    part.shapes += plot.frame(x: Tick.times(over: 0...span, atMost: 12), y: [])
    var frames = [[SentFrame]](repeating: [], count: record.gateways.count)
    for frame in record.frames { frames[frame.gateway].append(frame) }
    for (row, gateway) in shown.enumerated() {
      let lane = Box(x: left, y: box.y + Double(row) * height, width: box.width, height: height)
      part.shapes += self.lane(of: gateway, frames[gateway], in: lane, plot: plot)
    }
    if shown.count < record.gateways.count {
      part.shapes.append(note(shown, frames, y: box.bottom + 32))
      part.bottom += 18
    }
    return part
  }

  private func lane(
    of gateway: Int, _ frames: [SentFrame], in lane: Box, plot: Plot
  ) -> [Shape] {
    let style = TextStyle(size: 11)
    let name = record.gateways[gateway]
    let baseline = lane.y + lane.height / 2 + 4
    let edge = [Point(Self.margin, lane.bottom), Point(lane.right, lane.bottom)]
    var shapes = [
      Shape(.line(edge), Paint(stroke: Palette.grid)),
      .text(
        style.fitted(name, width: lane.x - Self.margin - 16 + 0.01),
        at: Point(Self.margin, baseline), style,
        role: "lane", tooltip: "\(name): \(TimelineText.count(frames.count, "frame"))"),
      .text(
        Decimals.text(airtimes[gateway], places: 1) + " s",
        at: Point(Self.width - Self.margin, baseline), TextStyle(size: 10, anchor: .end),
        ink: Palette.faint),
    ]
    for kind in SentFrame.Kind.allCases {
      let bars = LaneBars.bars(
        frames.filter { $0.kind == kind }, in: lane, stratum: kind.stratum, plot: plot)
      if !bars.isEmpty { shapes.append(Shape(.bars(bars), Paint(fill: kind.ink), role: kind.role)) }
    }
    for fate in [SentFrame.Fate.lost, .collided] {
      let marks = LaneBars.marks(frames.filter { $0.fate == fate }, in: lane, plot: plot)
      if !marks.isEmpty {
        shapes.append(Shape(.bars(marks), Paint(fill: fate.ink), role: "marks-\(fate)"))
      }
    }
    return shapes
  }

  private func note(_ shown: [Int], _ frames: [[SentFrame]], y: Double) -> Shape {
    let hidden = Set(record.gateways.indices).subtracting(shown)
    let seconds = hidden.sorted().map { airtimes[$0] }.reduce(0, +)
    let count = hidden.map { frames[$0].count }.reduce(0, +)
    return .text(
      "Shown are the \(shown.count) gateways of \(record.gateways.count) with the most airtime;"
        + " the other \(hidden.count) sent \(TimelineText.count(count, "frame")),"
        + " \(Decimals.text(seconds, places: 1)) s of airtime.",
      at: Point(Self.margin, y), TextStyle(size: 11), ink: Palette.text, role: "note")
  }
}

/// Frames of one lane as rectangles.
enum LaneBars {
  /// Frames closer than this are one bar, in pixels.
  static let leastGap = 1.0
  /// A bar is at least this wide, in pixels.
  static let leastWidth = 1.2

  /// Bars for frames in the order of time.
  static func bars(
    _ frames: [SentFrame], in lane: Box, stratum: ClosedRange<Double>, plot: Plot
  ) -> [Box] {
    var bars: [Box] = []
    let y = lane.y + stratum.lowerBound * lane.height
    let height = (stratum.upperBound - stratum.lowerBound) * lane.height
    for frame in frames {
      let left = plot.place(x: (frame.start - .zero).inSeconds)
      let right = plot.place(x: (frame.end - .zero).inSeconds)
      let start = min(left, lane.right - leastWidth)
      if let last = bars.last, start - last.right < leastGap {
        bars[bars.count - 1].width = max(last.width, right - last.x)
      } else {
        bars.append(Box(x: start, y: y, width: max(right - start, leastWidth), height: height))
      }
    }
    return bars
  }

  /// A small mark above each frame, one where several would lie on each other.
  static func marks(_ frames: [SentFrame], in lane: Box, plot: Plot) -> [Box] {
    var marks: [Box] = []
    for frame in frames {
      let middle = plot.place(
        x: ((frame.start - .zero).inSeconds + (frame.end - .zero).inSeconds) / 2)
      let x = min(max(middle - 1.25, lane.x), lane.right - 2.5)
      if let last = marks.last, x < last.right + 0.5 { continue }
      marks.append(Box(x: x, y: lane.y + 1.5, width: 2.5, height: lane.height * 0.15))
    }
    return marks
  }
}
