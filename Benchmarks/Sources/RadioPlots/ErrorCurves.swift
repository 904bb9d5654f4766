// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Drawing
import LoRaDriver
import LoRaPHY

/// Frames lost over the signal to noise ratio: our model's curves and a real demodulator's points.
struct ErrorCurves {
  let measured: [MeasuredPoint]

  private static let payloadBytes = 100
  private static let decibels = -26.0 ... -5.0
  private static let factors: [SpreadingFactor] = [.sf7, .sf8, .sf9, .sf10, .sf11, .sf12]

  var document: SVGDocument {
    var document = SVGDocument(
      width: 1200, height: 560, title: "Frames lost over the signal to noise ratio")
    let shapes =
      head + panel(.fourFifths, at: Point(78, 156)) + panel(.fourEighths, at: Point(652, 156))
    for shape in shapes { document.draw(shape) }
    return document
  }

  private var head: [Shape] {
    let note =
      "Frames of \(Self.payloadBytes) bytes at 125 kHz in white noise. Lines: the simulated radio."
      + " Points: a real demodulator, 60 to 250 frames each, with 95 % interval."
    var shapes: [Shape] = [
      .text(
        "Frames lost over the signal to noise ratio", at: Point(28, 42),
        TextStyle(size: 20, weight: .bold)),
      .text(note, at: Point(28, 64), TextStyle(size: 12), ink: Palette.faint),
    ]
    var x = 28.0
    for factor in Self.factors {
      let name = "SF\(factor.rawValue)" + (isMeasured(factor) ? "" : " (no reference)")
      let stroke = line(of: factor)
      shapes.append(Shape(.line([Point(x, 88), Point(x + 26, 88)]), stroke))
      if let ink = stroke.stroke, isMeasured(factor) {
        shapes.append(Shape(.circle(Point(x + 13, 88), radius: 3.4), dot(ink)))
      }
      shapes.append(.text(name, at: Point(x + 33, 92), TextStyle(size: 12)))
      x += 33 + TextStyle(size: 12).width(of: name) + 22
    }
    return shapes
  }

  private func panel(_ rate: CodingRate, at corner: Point) -> [Shape] {
    let plot = Plot(
      Box(x: corner.x, y: corner.y, width: 520, height: 336), x: Self.decibels, y: 0...1)
    let shares = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1].map {
      Tick($0, Decimals.text($0 * 100, places: 0) + " %")
    }
    var shapes = plot.frame(x: Tick.numbers(over: Self.decibels, atMost: 11), y: shares)
    shapes.append(
      .text(
        "Coding rate \(rate)", at: Point(corner.x, corner.y - 14),
        TextStyle(size: 13, weight: .bold)))
    shapes.append(
      .text(
        "signal to noise ratio in dB", at: Point(plot.box.right, plot.box.bottom + 36),
        TextStyle(size: 11, anchor: .end), ink: Palette.faint))
    for factor in Self.factors { shapes += curve(factor, rate, in: plot) }
    for point in measured
    where point.rate == rate && point.payloadBytes == Self.payloadBytes {
      shapes += mark(point, in: plot)
    }
    return shapes
  }

  private func curve(_ factor: SpreadingFactor, _ rate: CodingRate, in plot: Plot) -> [Shape] {
    let model = PacketErrorModel(
      modulation: Modulation(
        spreadingFactor: factor, bandwidth: .kHz125, codingRate: rate, payloadCRC: .present),
      payloadBytes: Self.payloadBytes)
    let points = stride(
      from: Self.decibels.lowerBound, through: Self.decibels.upperBound, by: 0.1
    ).map { plot.place($0, model.packetError(at: SNR(decibels: $0))) }
    return [Shape(.line(points), line(of: factor), role: "curve", tooltip: "SF\(factor.rawValue)")]
  }

  private func mark(_ point: MeasuredPoint, in plot: Plot) -> [Shape] {
    guard let ink = line(of: point.factor).stroke else { return [] }
    let ends = [point.interval.lowerBound, point.interval.upperBound].map {
      plot.place(point.snr, $0)
    }
    return [
      Shape(.line(ends), Paint(stroke: ink, strokeWidth: 1.2, opacity: 0.6)),
      Shape(
        .circle(plot.place(point.snr, point.errorRate), radius: 3.4), dot(ink), role: "measured",
        tooltip: "SF\(point.factor.rawValue): \(point.lost) of \(point.frames) lost"),
    ]
  }

  private func isMeasured(_ factor: SpreadingFactor) -> Bool {
    measured.contains { $0.factor == factor }
  }

  private func dot(_ ink: Ink) -> Paint {
    Paint(fill: ink, stroke: Palette.ground, strokeWidth: 1.2)
  }

  private func line(of factor: SpreadingFactor) -> Paint {
    let ink =
      switch factor {
      case .sf7: Palette.blue
      case .sf8: Palette.orange
      case .sf9: Palette.green
      case .sf10: Palette.purple
      case .sf11: Palette.sky
      default: Palette.brown
      }
    return Paint(stroke: ink, strokeWidth: 1.8, dashes: isMeasured(factor) ? [] : [5, 4])
  }
}
