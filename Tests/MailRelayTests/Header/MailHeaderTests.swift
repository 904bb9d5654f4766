// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct MailHeaderTests {
  private func header(_ text: String) -> MailHeader { MailHeader(of: Array(text.utf8)) }

  @Test func `fields are read up to the empty line, folds and case aside`() {
    for end in ["\r\n", "\n"] {
      let text = ["Subject: a", "\tb  c", "TO : x@y ", "Empty:", "", "Subject: body"]
      let header = header(text.joined(separator: end))
      #expect(header.fields.map(\.name) == ["subject", "to", "empty"])
      #expect(header.values(of: "subject") == ["a b c"])
      #expect(header.value(of: "to") == "x@y" && header.value(of: "empty") == "")
      #expect(header.value(of: "cc") == nil)
    }
  }

  @Test(arguments: [
    "", "\r\n", "no field\r\nTo: x\r\n", ": x\r\nTo: y\r\n", " To: x\r\n", "Tö: x\r\n",
  ])
  func `a mail that begins with no field has none`(text: String) {
    #expect(header(text).fields.isEmpty)
  }

  @Test func `a header without end is read no further than its limits`() {
    let many = header(String(repeating: "A: b\r\n", count: 10_000))
    #expect(many.fields.count == 2000)
    let long = header("A: " + String(repeating: "x", count: 1 << 20) + "\r\nB: c\r\n\r\n")
    #expect(long.fields.map(\.name) == ["a"])
    #expect(long.fields[0].value.utf8.count < 1 << 18)
  }

  @Test func `a trace tells how often a mail was here`() {
    let trace = ReceivedTrace(
      of: header(
        """
        Received: from a (b by c) by GW.Camp.example. (Postfix) with LMTP id 1;\r
         Mon, 7 Dec 2026 03:11:43 +0000\r
        Subject: x\r
        received: by mx.example (by gw.camp.example); x\r
        Received: from by by gw.camp.example; x\r
        Received: (qmail 1 invoked by uid 0); x\r
        Received: by\r
        Received: from "by gw.camp.example" by other;x\r
        \r
        Received: by gw.camp.example\r\n
        """))
    #expect(trace.count == 6)
    #expect(trace.visits(of: ["GW.camp.example", "alias.example"]) == 1)
    #expect(trace.names.first == "gw.camp.example" && trace.names.contains("mx.example"))
    #expect(trace.visits(of: ["mx.example", "gw.camp.example"]) == 2)
    #expect(ReceivedTrace(of: header("Subject: x\r\n")).count == 0)
  }

  @Test(arguments: [
    ("", MailHeader.Origin.person), ("Auto-Submitted: no\r\n", .person),
    ("Auto-Submitted: NO (really)\r\n", .person),
    ("Auto-Submitted: auto-generated; x=y\r\n", .generated),
    ("Auto-Submitted: auto-replied (vacation)\r\n", .replied),
    ("Auto-Submitted: auto-notified\r\n", .generated), ("Auto-Submitted:\r\n", .generated),
  ])
  func `the origin of a mail is read`(text: String, origin: MailHeader.Origin) {
    #expect(header(text).origin == origin)
  }

  @Test(arguments: [
    ("", MailHeader.Distribution.personal), ("Precedence: Bulk\r\n", .bulk),
    ("Precedence: junk\r\n", .bulk), ("Precedence: list\r\n", .list),
    ("Precedence: first-class\r\n", .personal), ("List-Id: <x.example>\r\n", .list),
  ])
  func `the distribution of a mail is read`(text: String, distribution: MailHeader.Distribution) {
    #expect(header(text).distribution == distribution)
  }

  @Test(arguments: [
    ("text/plain", MailHeader.Protection.none), ("nonsense", .none), ("", .none),
    ("multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=x", .openPGP),
    ("Multipart/Encrypted;\r\n\tPROTOCOL=application/PGP-encrypted", .openPGP),
    ("multipart/encrypted (;protocol=application/pgp-encrypted)", .other),
    ("multipart/encrypted; x=\"; protocol=application/pgp-encrypted\"", .other),
    ("application/pkcs7-mime; smime-type=enveloped-data", .smime),
    ("application/x-pkcs7-mime; name=smime.p7m", .smime),
    ("application/pkcs7-mime; smime-type=signed-data", .none),
    ("multipart/signed; protocol=\"application/pgp-signature\"", .none),
    ("multipart/mixed; boundary=\"multipart/encrypted\"", .none),
  ])
  func `what hides a mail is read from its type`(type: String, protection: MailHeader.Protection) {
    #expect(header("Content-Type: \(type)\r\n\r\n").protection == protection)
  }

  @Test func `of two Content-Type fields or parameters the first counts`() {
    let two = "Content-Type: text/plain\r\nContent-Type: multipart/encrypted\r\n"
    #expect(header(two).protection == .none)
    let type = ContentType(parsing: "a/b; c=1; C=2; d=\"x;y\"; e; =f; g = \"h\"")
    #expect(type?.parameters == ["c": "1", "d": "x;y", "g": "h"])
    #expect(ContentType(parsing: "plain") == nil)
  }

  @Test(
    arguments: [
      ("", nil), ("MT-Priority: -4\r\n", -4), ("MT-Priority: 12\r\nPriority: urgent\r\n", 4),
      ("Priority: non-urgent\r\n", -4), ("Importance: HIGH\r\n", 2),
      ("X-Priority: 1 (Highest)\r\n", 2),
      ("X-Priority: 5\r\nImportance: normal\r\n", 0), ("Importance: very\r\n", nil),
      ("MT-Priority: 6\r\nPriority: non-urgent\r\n", 6),
    ] as [(String, Int?)])
  func `the urgency that a header claims is read`(text: String, level: Int?) {
    #expect(header(text).claimedPriority?.level == level)
  }

  @Test(arguments: [
    ("multipart/report; report-type=delivery-status", true),
    ("multipart/report; report-type=disposition-notification", false), ("text/plain", false),
  ])
  func `a delivery report is known`(type: String, isReport: Bool) {
    #expect(header("Content-Type: \(type)\r\n").isDeliveryReport == isReport)
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `any octets are read without a trap`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let origin = Array(
      """
      Received: from a (x (y) "z\\") by b; c\r\nContent-Type: multipart/report; report-type="x"\r
      Auto-Submitted: auto-replied\r\nPrecedence: list\r\nX-Priority: 1\r\n folded\r\n\r\nbody
      """.utf8)
    var fields = 0
    for _ in 0..<5000 {
      let header = MailHeader(of: random.mutated(origin))
      fields += header.fields.count
      let trace = ReceivedTrace(of: header)
      #expect(trace.visits(of: ["b"]) <= trace.count, "seed \(seed)")
      _ = (header.origin, header.distribution, header.protection, header.claimedPriority)
    }
    #expect(fields > 10_000, "seed \(seed)")
  }
}
