// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A colour, as CSS writes it: `#rrggbb`.
public struct Ink: Sendable, Hashable, ExpressibleByStringLiteral {
  /// The colour's text.
  public let css: String

  /// Takes the text as it stands.
  public init(stringLiteral css: String) { self.css = css }
}

/// How a shape is filled and outlined.
public struct Paint: Sendable, Hashable {
  /// The colour of the inside; nil for none.
  public var fill: Ink?
  /// The colour of the line; nil for none.
  public var stroke: Ink?
  /// The width of the line in pixels.
  public var strokeWidth: Double
  /// Lengths of dash and gap in pixels; empty for a solid line.
  public var dashes: [Double]
  /// 0 is invisible, 1 opaque.
  public var opacity: Double

  /// Makes the paint.
  public init(
    fill: Ink? = nil, stroke: Ink? = nil, strokeWidth: Double = 1, dashes: [Double] = [],
    opacity: Double = 1
  ) {
    self.fill = fill
    self.stroke = stroke
    self.strokeWidth = strokeWidth
    self.dashes = dashes
    self.opacity = opacity
  }
}

/// Colours that are told apart on a light ground, by people with colour blindness too.
///
/// Source: Okabe and Ito, "Color Universal Design", 2008; greys added.
public enum Palette {
  /// The ground of a picture.
  public static let ground: Ink = "#fcfcfd"
  /// The ground of a lane or a chart.
  public static let panel: Ink = "#f1f3f6"
  /// Lines of a grid.
  public static let grid: Ink = "#dde1e7"
  /// Text.
  public static let text: Ink = "#1f2733"
  /// Text beside the point.
  public static let faint: Ink = "#5d6878"
  /// Blue.
  public static let blue: Ink = "#0072b2"
  /// Sky blue.
  public static let sky: Ink = "#56b4e9"
  /// Orange.
  public static let orange: Ink = "#e69f00"
  /// Green.
  public static let green: Ink = "#009e73"
  /// Purple.
  public static let purple: Ink = "#cc79a7"
  /// Vermilion, for limits and losses.
  public static let vermilion: Ink = "#d55e00"
  /// Brown, for a sixth line of a chart.
  public static let brown: Ink = "#7a4a1e"
}
