// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Drawing
import Foundation
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

struct SVGDocumentTests {
  private func document(_ shapes: [Shape], title: String = "picture") -> SVGDocument {
    var document = SVGDocument(width: 300, height: 200, title: title)
    for shape in shapes { document.draw(shape) }
    return document
  }

  private static let forms: [Shape.Form] = [
    .rectangle(Box(x: 1, y: 2, width: 3, height: 4), radius: 1),
    .bars([Box(x: 1, y: 2, width: 3, height: 4), Box(x: 9, y: 2, width: 1, height: 4)]),
    .line([Point(0, 0), Point(10, 10.5)]), .area([Point(0, 0), Point(10, 10), Point(0, 10)]),
    .circle(Point(50, 50), radius: 4),
    .text("a < b & \"c\" > d \u{1}\u{0}ü", at: Point(10, 10), TextStyle(anchor: .middle)),
  ]

  @Test func `every shape gives well-formed XML, whatever the texts hold`() throws {
    let hostile = "</title><script>\"&amp;\u{7}]]>"
    let shapes = Self.forms.map {
      Shape($0, Paint(fill: "#000000", stroke: "#ffffff"), role: hostile, tooltip: hostile)
    }
    let text = document(shapes, title: hostile).text
    let reader = ElementReader()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(reader.names.filter { $0 == "script" }.isEmpty)
    #expect(
      reader.names.filter { $0 != "title" }
        == ["svg", "rect", "rect", "path", "polyline", "polygon", "circle", "text"])
  }

  @Test func `a picture has a ground of its own and no links out of it`() {
    let text = document([]).text
    #expect(text.contains("<rect x=\"0\" y=\"0\" width=\"300\" height=\"200\" fill=\"#fcfcfd\"/>"))
    #expect(!text.contains("href") && !text.contains("url("))
  }

  @Test(
    arguments: [
      (0, "0"), (-0.001, "0"), (1, "1"), (-1.5, "-1.5"), (0.05, "0.05"), (12.345, "12.35"),
      (-0.25, "-0.25"), (1_000_000, "1000000"), (.nan, "0"), (.infinity, "0"), (-1e300, "0"),
    ] as [(Double, String)])
  func `numbers are short and never exponents`(value: Double, text: String) {
    let text = "cx=\"\(text)\""
    let drawn = document([Shape(.circle(Point(value, 0), radius: 1), Paint())]).text
    #expect(drawn.contains(text), "\(drawn)")
  }

  @Test(
    arguments: [
      (1.25, 1, "1.3"), (0, 2, "0.00"), (-0.04, 1, "0.0"), (99.96, 1, "100.0"), (7, 0, "7"),
      (-1.5, 2, "-1.50"), (.nan, 1, "–"), (1e300, 3, "–"), (0.000_001, 6, "0.000001"),
    ] as [(Double, Int, String)])
  func `decimals are rounded`(value: Double, places: Int, text: String) {
    #expect(Decimals.text(value, places: places) == text)
  }

  @Test func `many bars are one path with a part for each`() {
    let text = document([Shape(Self.forms[1], Paint())]).text
    #expect(text.contains("d=\"M1 2h3v4h-3zM9 2h1v4h-1z\""))
  }

  @Test func `text that is too long is cut, and its bounds follow its anchor`() {
    let style = TextStyle(size: 10, anchor: .end)
    let long = "a very long name of a gateway"
    let cut = style.fitted(long, width: 60)
    #expect(cut.hasSuffix("…") && long.hasPrefix(cut.dropLast()) && cut.count > 5, "\(cut)")
    #expect(style.width(of: cut) <= 60)
    #expect(style.fitted("short", width: 60) == "short")
    #expect(style.fitted("short", width: 0) == "…")
    let bounds = Shape.text("short", at: Point(100, 50), style).bounds
    #expect(bounds.right == 100 && bounds.x < 80 && bounds.y < 50)
  }
}

/// The names of an XML text's elements, in their order.
private final class ElementReader: NSObject, XMLParserDelegate {
  private(set) var names: [String] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String] = [:]
  ) { names.append(name) }
}
