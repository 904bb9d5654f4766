// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Drawing
import LoRaPHY

// One chart of the sliding hour for each gateway and sub-band.
extension TimelineDrawing {
  private static let columns = 3
  private static let axisWidth = 44.0
  private static let plotHeight = 92.0
  private static let rowHeight = 148.0
  private static let gap = 20.0

  func chartLayout(below top: Double) -> Part {
    let shown = Self.shown(hours.map(\.worst.inSeconds), atMost: Self.mostCharts)
    var part = Part(bottom: top + 34)
    part.shapes = [
      .text(
        "Airtime in the sliding \(windowText)", at: Point(Self.margin, top + 22),
        TextStyle(size: 13, weight: .bold)),
      .text(
        subtitle(shown: shown.count), at: Point(Self.margin, top + 40), TextStyle(size: 11),
        ink: Palette.faint, role: "note"),
    ]
    part.bottom += 18
    let columns = min(Self.columns, max(shown.count, 1))
    let width = (Self.width - 2 * Self.margin + Self.gap) / Double(columns) - Self.gap
    for (place, gateway) in shown.enumerated() {
      let x = Self.margin + Double(place % columns) * (width + Self.gap)
      let y = part.bottom + Double(place / columns) * Self.rowHeight
      part.shapes += chart(of: gateway, at: Point(x, y), width: width)
    }
    let rows = (shown.count + columns - 1) / columns
    part.bottom += Double(rows) * Self.rowHeight - 16
    return part
  }

  private var windowText: String {
    record.band.window == .seconds(3600) ? "hour" : TimelineText.duration(record.band.window)
  }

  private func subtitle(shown: Int) -> String {
    let law =
      record.band.limit.map {
        "The law lets a station in sub-band \(record.band.name) send \(TimelineText.seconds($0))"
          + " in any \(windowText)."
      }
      ?? (record.band.name == Region.lab.id ? "A laboratory" : "Sub-band \(record.band.name)")
      + " has no limit."
    guard shown < record.gateways.count else { return law }
    return law + " Shown are the \(shown) gateways of \(record.gateways.count) with the most."
  }

  /// The same for all charts, so that they can be compared.
  private var top: Double {
    let worst = hours.map(\.worst.inSeconds).max() ?? 0
    return max(record.band.limit?.inSeconds ?? 0, worst, 0.001) * 1.15
  }

  private func chart(of gateway: Int, at corner: Point, width: Double) -> [Shape] {
    let span = max(record.duration.inSeconds, 0.001)
    let box = Box(
      x: corner.x + Self.axisWidth, y: corner.y + 22, width: width - Self.axisWidth,
      height: Self.plotHeight)
    let plot = Plot(box, x: 0...span, y: 0...top)
    let ticks = Tick.numbers(over: 0...top, atMost: 4, unit: " s")
    var shapes = plot.frame(x: Tick.times(over: 0...span, atMost: 6), y: ticks, labelSize: 9)
    shapes += heading(of: gateway, over: box, from: corner)
    shapes += curve(of: gateway, in: plot)
    if let limit = record.band.limit {
      let y = plot.place(y: limit.inSeconds)
      shapes.append(
        Shape(
          .line([Point(box.x, y), Point(box.right, y)]),
          Paint(stroke: Palette.vermilion, strokeWidth: 1.4, dashes: [5, 3]), role: "limit",
          tooltip: "limit \(TimelineText.seconds(limit))"))
      shapes.append(
        .text(
          "limit", at: Point(box.right - 4, y - 3), TextStyle(size: 9, anchor: .end),
          ink: Palette.vermilion))
    }
    return shapes
  }

  private func heading(of gateway: Int, over box: Box, from corner: Point) -> [Shape] {
    let style = TextStyle(size: 11, weight: .bold)
    let worst = hours[gateway].worst
    let ratio = record.band.ratio(worst)
    let share = Decimals.text(ratio * 100, places: 1) + " %"
    let figure =
      record.band.limit == nil
      ? "worst \(TimelineText.seconds(worst))"
      : "worst \(TimelineText.seconds(worst)), \(share) of the limit"
    let figureStyle = TextStyle(size: 10, anchor: .end)
    let room = box.right - corner.x - figureStyle.width(of: figure) - 8
    let name = "\(record.gateways[gateway]) · \(record.band.name)"
    return [
      .text(
        style.fitted(name, width: room), at: Point(corner.x, corner.y + 14), style,
        role: "chart", tooltip: name),
      .text(
        figure, at: Point(box.right, corner.y + 14), figureStyle,
        ink: record.band.limit != nil && ratio > 1 ? Palette.vermilion : Palette.faint),
    ]
  }

  /// Of each pixel the largest value, so that no peak is hidden.
  private func curve(of gateway: Int, in plot: Plot) -> [Shape] {
    let parts = max(Int(plot.box.width), 1)
    let peaks = hours[gateway].peaks(parts: parts, of: record.duration)
    let step = plot.box.width / Double(parts)
    var outline: [Point] = []
    for (index, peak) in peaks.enumerated() {
      let y = plot.place(y: peak.inSeconds)
      if let last = outline.last, last.y == y, outline.count > 1 {
        outline[outline.count - 1].x = plot.box.x + Double(index + 1) * step
        continue
      }
      outline.append(Point(plot.box.x + Double(index) * step, y))
      outline.append(Point(plot.box.x + Double(index + 1) * step, y))
    }
    let area =
      [Point(plot.box.x, plot.box.bottom)] + outline + [Point(plot.box.right, plot.box.bottom)]
    return [
      Shape(.area(area), Paint(fill: Palette.sky, opacity: 0.35), role: "airtime-area"),
      Shape(.line(outline), Paint(stroke: Palette.blue, strokeWidth: 1.3), role: "airtime"),
    ]
  }
}
