// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A mark on an axis.
public struct Tick: Sendable, Hashable {
  /// Where, in the axis's own unit.
  public var value: Double
  /// What stands beside it.
  public var label: String

  /// Makes the mark.
  public init(_ value: Double, _ label: String) {
    self.value = value
    self.label = label
  }

  /// Round numbers over a range: at most so many steps of 1, 2 or 5 times a power of ten.
  public static func numbers(
    over range: ClosedRange<Double>, atMost count: Int, unit: String = ""
  ) -> [Tick] {
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite, count > 0 else { return [] }
    var unitStep = 1.0
    while unitStep * 10 <= span { unitStep *= 10 }
    while unitStep > span { unitStep /= 10 }
    let steps = [0.1, 0.2, 0.5, 1, 2, 5, 10].map { $0 * unitStep }
    let step = steps.first { span / $0 <= Double(count) } ?? span
    return marks(over: range, step: step).map {
      Tick($0, Decimals.text($0, places: places(of: step)) + unit)
    }
  }

  /// Round times over a range of seconds, at most so many steps, named as people name them.
  public static func times(over range: ClosedRange<Double>, atMost count: Int) -> [Tick] {
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite, count > 0 else { return [] }
    let steps: [Double] = [
      0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800,
      21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000, 5_184_000,
    ]
    let step = steps.first { span / $0 <= Double(count) } ?? span
    return marks(over: range, step: step).map { Tick($0, timeLabel($0, step: step)) }
  }

  /// The decimals that tell steps apart.
  private static func places(of step: Double) -> Int {
    var (places, scaled) = (0, step)
    while places < 6, abs(scaled - scaled.rounded()) > 1e-6 {
      places += 1
      scaled *= 10
    }
    return places
  }

  private static func marks(over range: ClosedRange<Double>, step: Double) -> [Double] {
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 1_000 else { return [] }
    return (0...Int(last - first)).map { (first + Double($0)) * step }
  }

  private static func timeLabel(_ seconds: Double, step: Double) -> String {
    if step >= 86_400 { return SVGText.number(seconds / 86_400) + " d" }
    if step >= 3600 { return SVGText.number(seconds / 3600) + " h" }
    let whole = Int(seconds.rounded())
    if step >= 60 {
      guard seconds >= 3600 else { return "\(whole / 60) min" }
      return "\(whole / 3600):\(twoDigits(whole / 60 % 60)) h"
    }
    guard seconds >= 60 else {
      return Decimals.text(seconds, places: places(of: step)) + " s"
    }
    return "\(whole / 60):\(twoDigits(whole % 60)) min"
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
