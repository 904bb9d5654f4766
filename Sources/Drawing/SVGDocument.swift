// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A picture that stands on its own: SVG 1.1 without scripts, style sheets or links.
///
/// The same shapes give the same text, byte for byte. It has a ground of its own, so it reads on
/// dark pages too.
public struct SVGDocument: Sendable, Equatable {
  /// The canvas.
  public let canvas: Box
  /// What the picture shows, for those who cannot see it.
  public var title: String
  /// What is drawn, from back to front.
  public private(set) var shapes: [Shape] = []

  /// An empty picture.
  public init(width: Double, height: Double, title: String) {
    canvas = Box(x: 0, y: 0, width: width, height: height)
    self.title = title
  }

  /// Draws something over what is there.
  public mutating func draw(_ shape: Shape) { shapes.append(shape) }

  /// The file's text.
  public var text: String {
    let (width, height) = (SVGText.number(canvas.width), SVGText.number(canvas.height))
    let open =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\""
      + " viewBox=\"0 0 \(width) \(height)\" role=\"img\" font-family=\"\(Self.fonts)\">"
    let ground = SVGText.element(
      Shape(.rectangle(canvas, radius: 0), Paint(fill: Palette.ground)))
    let lines =
      [open, "<title>\(SVGText.escaped(title))</title>", ground]
      + shapes.map(SVGText.element) + ["</svg>", ""]
    return lines.joined(separator: "\n")
  }

  private static let fonts = "'Helvetica Neue', Helvetica, Arial, 'DejaVu Sans', sans-serif"
}
