// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// One thing drawn.
public struct Shape: Sendable, Hashable {
  /// What it is.
  public enum Form: Sendable, Hashable {
    /// A rectangle with round corners.
    case rectangle(Box, radius: Double)
    /// Many rectangles as one.
    case bars([Box])
    /// A line through points.
    case line([Point])
    /// The area inside a line through points.
    case area([Point])
    /// A circle.
    case circle(Point, radius: Double)
    /// A line of text; the point is on its base line.
    case text(String, at: Point, TextStyle)
  }

  /// What it is.
  public var form: Form
  /// How it looks.
  public var paint: Paint
  /// What it stands for, written as its class; nil for decoration.
  public var role: String?
  /// What a viewer shows when it is pointed at; nil for nothing.
  public var tooltip: String?

  /// Makes the shape.
  public init(_ form: Form, _ paint: Paint, role: String? = nil, tooltip: String? = nil) {
    self.form = form
    self.paint = paint
    self.role = role
    self.tooltip = tooltip
  }

  /// A line of text.
  public static func text(
    _ text: String, at point: Point, _ style: TextStyle = TextStyle(),
    ink: Ink = Palette.text, role: String? = nil, tooltip: String? = nil
  ) -> Shape {
    Shape(.text(text, at: point, style), Paint(fill: ink), role: role, tooltip: tooltip)
  }

  /// The space it takes; for text an estimate on the large side.
  public var bounds: Box {
    switch form {
    case .rectangle(let box, _): box
    case .bars(let boxes):
      Box(around: boxes.flatMap { [Point($0.x, $0.y), Point($0.right, $0.bottom)] })
    case .line(let points), .area(let points): Box(around: points)
    case .circle(let centre, let radius):
      Box(x: centre.x - radius, y: centre.y - radius, width: 2 * radius, height: 2 * radius)
    case .text(let text, let point, let style): style.bounds(of: text, at: point)
    }
  }
}

/// How text is set.
public struct TextStyle: Sendable, Hashable {
  /// Which part of the text stands at its point.
  public enum Anchor: String, Sendable { case start, middle, end }
  /// How strong it is.
  public enum Weight: String, Sendable { case normal, bold }

  /// The height of the letters in pixels.
  public var size: Double
  /// Which part of the text stands at its point.
  public var anchor: Anchor
  /// How strong it is.
  public var weight: Weight

  /// Makes the style.
  public init(size: Double = 11, anchor: Anchor = .start, weight: Weight = .normal) {
    self.size = size
    self.anchor = anchor
    self.weight = weight
  }

  /// The width of a text in pixels, an estimate on the large side.
  public func width(of text: String) -> Double {
    let ems = text.reduce(0) { $0 + Self.ems(of: $1) }
    return ems * size * (weight == .bold ? 1.12 : 1)
  }

  /// The width of a letter as a part of the size, in DejaVu Sans, the widest of the typefaces.
  private static func ems(of letter: Character) -> Double {
    switch letter {
    case "i", "j", "l", "I", "'", "|": 0.3
    case " ", ".", ",", ":", ";", "!", "·": 0.34
    case "f", "r", "t", "-", "/", "(", ")": 0.42
    case "m", "w", "M", "W", "%", "@", "…": 1
    default: letter.isUppercase ? 0.76 : 0.65
    }
  }

  /// The text, cut to a width with an ellipsis when it is too long.
  public func fitted(_ text: String, width: Double) -> String {
    guard self.width(of: text) > width else { return text }
    var cut = text[...]
    while !cut.isEmpty, self.width(of: cut + "…") > width { cut.removeLast() }
    return cut + "…"
  }

  func bounds(of text: String, at point: Point) -> Box {
    let width = width(of: text)
    let left =
      switch anchor {
      case .start: point.x
      case .middle: point.x - width / 2
      case .end: point.x - width
      }
    return Box(x: left, y: point.y - 0.8 * size, width: width, height: size)
  }
}
