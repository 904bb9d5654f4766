// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A rectangle with two axes; values outside its ranges are drawn at its edge.
public struct Plot: Sendable, Equatable {
  /// The rectangle that lines are drawn in, without the labels around it.
  public var box: Box
  /// What the left and the right edge stand for.
  public var x: ClosedRange<Double>
  /// What the lower and the upper edge stand for.
  public var y: ClosedRange<Double>

  /// Makes the plot.
  public init(_ box: Box, x: ClosedRange<Double>, y: ClosedRange<Double>) {
    self.box = box
    self.x = x
    self.y = y
  }

  /// Where a value of the horizontal axis stands.
  public func place(x value: Double) -> Double { box.x + share(of: value, in: x) * box.width }

  /// Where a value of the vertical axis stands.
  public func place(y value: Double) -> Double { box.bottom - share(of: value, in: y) * box.height }

  /// Where a pair of values stands.
  public func place(_ x: Double, _ y: Double) -> Point { Point(place(x: x), place(y: y)) }

  private func share(of value: Double, in range: ClosedRange<Double>) -> Double {
    let span = range.upperBound - range.lowerBound
    guard span > 0, !value.isNaN else { return 0 }
    return min(max((value - range.lowerBound) / span, 0), 1)
  }

  /// The ground, a line for each mark, and the marks' labels below and at the left.
  public func frame(
    x xTicks: [Tick], y yTicks: [Tick], labelSize: Double = 10
  ) -> [Shape] {
    let grid = Paint(stroke: Palette.grid)
    var shapes = [Shape(.rectangle(box, radius: 2), Paint(fill: Palette.panel))]
    for tick in xTicks {
      let place = place(x: tick.value)
      shapes.append(Shape(.line([Point(place, box.y), Point(place, box.bottom)]), grid))
      shapes.append(
        .text(
          tick.label, at: Point(place, box.bottom + labelSize + 4),
          TextStyle(size: labelSize, anchor: .middle), ink: Palette.faint))
    }
    for tick in yTicks {
      let place = place(y: tick.value)
      shapes.append(Shape(.line([Point(box.x, place), Point(box.right, place)]), grid))
      shapes.append(
        .text(
          tick.label, at: Point(box.x - 6, place + labelSize * 0.35),
          TextStyle(size: labelSize, anchor: .end), ink: Palette.faint))
    }
    return shapes
  }
}
