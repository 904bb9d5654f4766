// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Foundation
import Gateway
import Testing

/// The page as it is sent.
@Suite struct StatusPageTests {
  private static func hostile() throws -> GatewayOverview {
    let overview = try GatewayOverview.sample()
    var status = overview.status
    status.name = "<script>alert(1)</script>"
    status.peers[0].name = "</script><img src=x onerror=alert(2)>"
    status.radioFault = "\"'><b>&amp;"
    var queue = overview.queue
    queue[0].id = "</noscript><!--<script>"
    return .sample(status, queue: queue)
  }

  @Test func `nothing of a hostile name becomes markup`() throws {
    let html = try StatusPage.shipped.html(try Self.hostile())
    for evil in ["<script>alert", "<img", "</noscript><!--", "\"'><b>"] {
      #expect(!html.contains(evil), "\(evil)")
    }
    #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(html.components(separatedBy: "<script").count == 3)
    #expect(html.components(separatedBy: "</script>").count == 3)
  }

  @Test func `the overview in it is the one that was given`() throws {
    let overview = try Self.hostile()
    let html = try StatusPage.shipped.html(overview)
    let start = try #require(html.range(of: "id=\"state\">"))
    let end = try #require(html.range(of: "</script>", range: start.upperBound..<html.endIndex))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let read = try decoder.decode(
      GatewayOverview.self, from: Data(html[start.upperBound..<end.lowerBound].utf8))
    #expect(read == overview)
  }

  @Test func `no mark is left, nothing is fetched from elsewhere, and it is small`() throws {
    let html = try StatusPage.shipped.html(try GatewayOverview.sample())
    #expect(!html.contains("{{"))
    #expect(html.hasSuffix("</html>\n"))
    // The names of XML are no addresses to fetch.
    let addresses = html.replacing("http://www.w3.org/2000/svg", with: "")
    #expect(!addresses.contains("http://") && !addresses.contains("https://"))
    #expect(!html.contains("innerHTML") && !html.contains("insertAdjacentHTML"))
    #expect(!html.contains(" style=") && !html.contains("javascript:"))
    #expect(html.utf8.count < 60_000)
  }

  @Test func `without script the tables say the same`() throws {
    let overview = try GatewayOverview.sample()
    let html = PlainTables(overview).html
    for text in [overview.status.name, overview.queue[0].id, "little room", "make some", "AB12"] {
      #expect(html.contains(PlainTables.escaped(text)), "\(text)")
    }
  }
}
