// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Shapes in the words of SVG.
enum SVGText {
  /// The element of a shape.
  static func element(_ shape: Shape) -> String {
    var (name, attributes, content) = parts(of: shape.form)
    if let role = shape.role { attributes.append(("class", escaped(role))) }
    attributes += paint(shape.paint)
    if let tooltip = shape.tooltip { content += "<title>\(escaped(tooltip))</title>" }
    let written = attributes.map { " \($0.0)=\"\($0.1)\"" }.joined()
    return content.isEmpty ? "<\(name)\(written)/>" : "<\(name)\(written)>\(content)</\(name)>"
  }

  private typealias Attribute = (String, String)

  private static func parts(of form: Shape.Form) -> (String, [Attribute], String) {
    switch form {
    case .rectangle(let box, let radius):
      let round = radius > 0 ? [("rx", number(radius))] : []
      return (
        "rect",
        [
          ("x", number(box.x)), ("y", number(box.y)), ("width", number(box.width)),
          ("height", number(box.height)),
        ] + round, ""
      )
    case .bars(let boxes): return ("path", [("d", boxes.map(path).joined())], "")
    case .line(let points): return ("polyline", [("points", list(points))], "")
    case .area(let points): return ("polygon", [("points", list(points))], "")
    case .circle(let centre, let radius):
      return (
        "circle",
        [("cx", number(centre.x)), ("cy", number(centre.y)), ("r", number(radius))], ""
      )
    case .text(let text, let point, let style):
      var attributes = [
        ("x", number(point.x)), ("y", number(point.y)), ("font-size", number(style.size)),
      ]
      if style.anchor != .start { attributes.append(("text-anchor", style.anchor.rawValue)) }
      if style.weight == .bold { attributes.append(("font-weight", "bold")) }
      return ("text", attributes, escaped(text))
    }
  }

  private static func paint(_ paint: Paint) -> [Attribute] {
    var attributes = [("fill", paint.fill?.css ?? "none")]
    if let stroke = paint.stroke {
      attributes += [("stroke", stroke.css), ("stroke-width", number(paint.strokeWidth))]
      attributes.append(("stroke-linejoin", "round"))
    }
    if !paint.dashes.isEmpty {
      attributes.append(("stroke-dasharray", paint.dashes.map(number).joined(separator: " ")))
    }
    if paint.opacity < 1 { attributes.append(("opacity", number(paint.opacity))) }
    return attributes
  }

  private static func path(_ box: Box) -> String {
    "M\(number(box.x)) \(number(box.y))h\(number(box.width))v\(number(box.height))"
      + "h\(number(-box.width))z"
  }

  private static func list(_ points: [Point]) -> String {
    points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  /// At most two decimals, no needless zeros; what is no number counts as zero.
  static func number(_ value: Double) -> String {
    let scaled = (value * 100).rounded()
    guard scaled.isFinite, abs(scaled) < 1e15 else { return "0" }
    let hundredths = Int(scaled)
    let (whole, part) = (abs(hundredths) / 100, abs(hundredths) % 100)
    let sign = hundredths < 0 ? "-" : ""
    if part == 0 { return "\(sign)\(whole)" }
    if part.isMultiple(of: 10) { return "\(sign)\(whole).\(part / 10)" }
    return "\(sign)\(whole).\(part < 10 ? "0" : "")\(part)"
  }

  /// Text as XML 1.0 allows it.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\t", "\n", "\r": escaped += " "
      case "\u{0}"..<"\u{20}", "\u{fffe}", "\u{ffff}": escaped += "\u{fffd}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
