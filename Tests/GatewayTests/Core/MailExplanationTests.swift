// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import MailRelay
import Testing

struct MailExplanationTests {
  private static func explain(
    _ rules: String, to recipients: [String], _ mail: [UInt8]
  ) throws -> MailExplanation {
    let text =
      ConfigurationSample.changed("[status]\n    listen = \"127.0.0.1:8624\"\n", "")
      .replacing("listen = \"127.0.0.1:8624\"", with: "")
    let configuration = try Configuration(
      parsing: text + ConfigurationSample.peer("village") + "\n" + rules, file: "f")
    let envelope = try TestMail.envelope(from: "alice@camp.example", to: recipients)
    return try MailExplanation(
      of: MailTransaction(envelope: envelope, mail: mail), under: configuration)
  }

  @Test func `each recipient's rule, replies and airtime are told, and nothing else happens`()
    throws
  {
    let explanation = try Self.explain(
      """
      [[policy]]
      recipient = "rob@village.example"
      action = "refuse"
      reply = "Rob left."
      [[policy]]
      recipient = "eve@village.example"
      over_bytes = 10
      action = "hold"
      class = "bulk"
      """,
      to: [
        "bob@village.example", "rob@village.example", "eve@village.example", "x@elsewhere.example",
      ], TestMail.text(1))
    #expect(explanation.fates.map(\.judgement.code) == [250, 550, 250, 550])
    #expect(explanation.fates.map { $0.verdict?.rule } == [nil, nil, 2, nil])
    #expect(explanation.fates.map { $0.verdict?.action } == [.accept, nil, .hold, nil])
    #expect(explanation.fates.map { $0.reply?.code } == [250, nil, 250, nil])
    #expect(explanation.loads.map(\.peer) == ["village", "village"])
    #expect(Set(explanation.loads.map(\.mailClass)) == ["chat", "bulk"])
    #expect(explanation.loads.allSatisfy { $0.packedBytes < 200 && $0.airtime > .zero })
    let text = explanation.lines.joined(separator: "\n")
    #expect(text.contains("  rule   policy[2]: hold, class bulk"))
    #expect(text.contains("  RCPT   550 5.7.1 <rob@village.example> Rob left."))
    #expect(text.contains("  rule   no rule matches: accept"))
  }

  @Test func `an encrypted mail and its parts are recognised`() throws {
    let mail = """
      Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=x\r
      \r
      --x\r
      Content-Type: application/pgp-encrypted\r
      \r
      Version: 1\r
      --x--\r

      """
    let explanation = try Self.explain("", to: ["bob@village.example"], Array(mail.utf8))
    #expect(explanation.isEncrypted)
    #expect(explanation.mediaTypes == ["multipart/encrypted", "application/pgp-encrypted"])
  }
}
