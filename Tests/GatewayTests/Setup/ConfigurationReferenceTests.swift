// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Testing

@Suite struct ConfigurationReferenceTests {
  private static let source = """
    /// `[gateway]`: who this is.
    ///
    /// More.
    public struct GatewayConfiguration {
      /// `name`: what peers
      /// call it.
      ///
      /// Required.
      public var name: String
      /// Nothing of the configuration.
      var cache: Int
      /// `low` and `high`: bounds.
      var bounds: Int
    }
    /// `[mail.in]` and `[mail.out]`: the doors.
    public struct MailConfiguration {
      /// `mail.in.lmtp`: where.
      var lmtp: Int
    }
    /// Not a table.
    public struct Other {
      /// `name`: wrong.
      var name: Int
    }
    """

  @Test func `the comments of keys and tables are found, and no others`() {
    let reference = ConfigurationReference(sources: [Array(Self.source.utf8)])
    #expect(reference.about("gateway") == "Who this is.")
    #expect(reference.text("gateway.name") == "What peers call it. Required.")
    #expect(reference.text("gateway.low") == "Bounds.")
    #expect(reference.text("gateway.high") == "Bounds.")
    #expect(reference.about("mail.in") == "The doors.")
    #expect(reference.text("mail.in.lmtp") == "Where.")
    #expect(reference.text("gateway.cache") == nil)
    #expect(reference.text("name") == nil)
  }

  @Test func `each key that setup writes is explained above it`() throws {
    let text = try #require(
      SetupSample.answered(SetupSample.setup(), [.region: "EU868"]).text())
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= 100 })
    var isExplained = false
    for line in lines {
      if line.isEmpty { isExplained = false }
      if line.hasPrefix("#") { isExplained = true }
      guard !line.hasPrefix("#"), line.contains(" = ") else { continue }
      #expect(isExplained, "\(line)")
    }
    #expect(text.contains("# Where mail from the air goes. Required.\ndeliver ="))
    #expect(text.contains("# sx127x, sx126x, rnode"))
  }

  @Test func `any bytes are read to an end`() {
    let odd = ["///", "/// `", "/// `[", "public struct", "/// `a`", "``: ", "\n\n///\n///"]
    for one in odd {
      for other in odd {
        let source = Array("\(one)\n\(other)\npublic struct X\n\(other)\n".utf8) + [0xFF, 0]
        #expect(ConfigurationReference(sources: [source]).text("a") == nil)
      }
    }
  }
}
