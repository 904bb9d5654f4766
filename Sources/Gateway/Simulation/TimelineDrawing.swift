// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Drawing
import LoRaPHY

/// A simulation as a picture: who transmitted when, and how much of each sliding hour that was.
///
/// One lane for each gateway, below them one chart for each gateway and sub-band. Where there are
/// more gateways than room, those with the most airtime are shown, and the picture says so.
public struct TimelineDrawing: Sendable {
  let record: SimulationRecord
  let report: SimulationReport
  let hours: [SlidingAirtime]
  private let name: String

  /// The picture of one run; `name` is the scenario's.
  public init(_ record: SimulationRecord, _ report: SimulationReport, name: String) {
    self.record = record
    self.report = report
    self.name = name
    hours = record.slidingAirtime()
  }

  /// Lanes in one picture at most.
  static let mostLanes = 40
  /// Charts in one picture at most.
  static let mostCharts = 24
  static let width = 1200.0
  static let margin = 28.0

  /// The picture as a file's text.
  public var svg: String { document.text }

  /// The picture.
  package var document: SVGDocument {
    let lanes = laneLayout
    let charts = chartLayout(below: lanes.bottom)
    var document = SVGDocument(
      width: Self.width, height: charts.bottom + Self.margin, title: title)
    for shape in head + lanes.shapes + charts.shapes { document.draw(shape) }
    return document
  }

  // MARK: - Head

  private var title: String { "\(name), seed \(report.seed)" }

  private var head: [Shape] {
    let sent =
      "\(TimelineText.count(record.gateways.count, "gateway")) in region \(record.channelText);"
      + " \(TimelineText.count(record.frames.count, "frame"))"
      + " in \(TimelineText.duration(record.duration))"
    var shapes: [Shape] = [
      .text(
        TextStyle(size: 20, weight: .bold).fitted(title, width: Self.width - 2 * Self.margin),
        at: Point(Self.margin, 42), TextStyle(size: 20, weight: .bold)),
      .text(sent, at: Point(Self.margin, 64), TextStyle(size: 12), ink: Palette.faint),
      .text(outcome, at: Point(Self.margin, 82), TextStyle(size: 12), ink: Palette.faint),
    ]
    shapes += legend(at: 108)
    return shapes
  }

  private var outcome: String {
    let channel = report.channel
    let fates =
      "receptions: \(channel.lost) lost, \(channel.collided) collided, \(channel.deaf) missed"
      + " while transmitting"
    var parts = [fates]
    if !report.messages.isEmpty {
      let arrived = report.messages.count { !$0.failed }
      parts.insert("\(arrived) of \(report.messages.count) messages arrived", at: 0)
    }
    let bare = report.gateways.values.compactMap(\.unacknowledged)
    if !bare.isEmpty {
      let (sent, delivered) = (bare.map(\.sent).reduce(0, +), bare.map(\.delivered).reduce(0, +))
      parts.insert("\(sent) unacknowledged frames, delivered \(delivered) times", at: 0)
    }
    return parts.joined(separator: "; ")
  }

  /// What the colours mean; kinds that were never sent are left out.
  private func legend(at y: Double) -> [Shape] {
    var entries: [(ink: Ink, text: String)] = SentFrame.Kind.allCases.filter { kind in
      record.frames.contains { $0.kind == kind }
    }.map { ($0.ink, $0.legend) }
    for (fate, text) in [
      (SentFrame.Fate.collided, "did not arrive: collision"),
      (.lost, "did not arrive: lost"),
    ] where record.frames.contains(where: { $0.fate == fate }) {
      entries.append((fate.ink, text))
    }
    var x = Self.margin
    let style = TextStyle(size: 11)
    return entries.flatMap { entry -> [Shape] in
      defer { x += 16 + style.width(of: entry.text) + 14 }
      let box = Box(x: x, y: y - 9, width: 11, height: 10)
      return [
        Shape(.rectangle(box, radius: 2), Paint(fill: entry.ink), role: "legend"),
        .text(entry.text, at: Point(x + 16, y), style),
      ]
    }
  }
}

extension SentFrame.Kind {
  var ink: Ink {
    switch self {
    case .data: Palette.blue
    case .control: Palette.orange
    case .handshake: Palette.purple
    case .identification: Palette.sky
    case .unacknowledged: Palette.green
    }
  }

  var legend: String {
    switch self {
    case .data: "data"
    case .control: "requests and answers"
    case .handshake: "handshake"
    case .identification: "call sign"
    case .unacknowledged: "unacknowledged"
    }
  }

  /// The name of its bars in the picture.
  var role: String { "bars-\(self)" }

  /// The part of a lane's height its bars take.
  var stratum: ClosedRange<Double> {
    switch self {
    case .data, .unacknowledged: 0.2...0.62
    case .control, .handshake, .identification: 0.66...0.96
    }
  }
}

extension SentFrame.Fate {
  var ink: Ink { self == .collided ? Palette.vermilion : Palette.faint }
}
