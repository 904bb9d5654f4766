// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Foundation
import Hummingbird

/// The status page: one HTML file with its style and its script inside, and nothing from elsewhere.
///
/// It carries the overview of the moment, so that it shows something at once; then its script
/// follows the live stream. Without script it is tables, made here.
package struct StatusPage: Sendable {
  private let template: [String]
  private let policy: String

  /// The page that comes with loragw.
  package static let shipped = StatusPage(
    html: String(decoding: PackageResources.page_html, as: UTF8.self),
    style: String(decoding: PackageResources.page_css, as: UTF8.self),
    script: String(decoding: PackageResources.page_js, as: UTF8.self))

  /// A page of its parts; the marks in double braces are where the rest goes.
  private init(html: String, style: String, script: String) {
    let whole = html.replacing("{{CSS}}", with: style).replacing("{{JS}}", with: script)
    var pieces: [String] = []
    var rest = whole[...]
    for mark in Self.marks {
      let range = rest.firstRange(of: mark) ?? rest.endIndex..<rest.endIndex
      pieces.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    template = pieces + [String(rest)]
    policy =
      "default-src 'none'; script-src '\(Self.hash(script))'; style-src '\(Self.hash(style))';"
      + " connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
      + " frame-ancestors 'none'"
  }

  /// The marks, in the order of the page.
  private static let marks = ["{{NAME}}", "{{PLAIN}}", "{{STATE}}"]

  private static func hash(_ text: String) -> String {
    "sha256-\(Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString())"
  }

  /// The page with an overview in it.
  package func html(_ overview: GatewayOverview) throws -> String {
    let state = String(decoding: try ControlAnswer.lineEncoder.encode(overview), as: UTF8.self)
    // Nothing in it may end the element it is in.
    let fields = [
      PlainTables.escaped(overview.status.name), PlainTables(overview).html,
      state.replacing("<", with: "\\u003c"),
    ]
    return zip(template, fields + [""]).map { $0 + $1 }.joined()
  }

  func response(_ overview: GatewayOverview) throws -> Response {
    Response(
      status: .ok,
      headers: [.contentType: "text/html; charset=utf-8", .contentSecurityPolicy: policy],
      body: .init(byteBuffer: ByteBuffer(string: try html(overview))))
  }
}
