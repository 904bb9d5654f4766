// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct DeliveryReportTests {
  private static let stamp = DeliveryReport.Stamp(
    date: MailDate(unixSeconds: 1_796_613_103), id: "7K3D-QF2M.1")
  private static let header = "From: Alice <alice@camp.example>\r\nSubject: hello\r\n\r\n"

  private static let failure = """
    From: Mail Delivery System <MAILER-DAEMON@gw.camp.example>\r
    To: <alice@camp.example>\r
    Date: Mon, 07 Dec 2026 03:11:43 +0000\r
    Message-ID: <7K3D-QF2M.1@gw.camp.example>\r
    Subject: Undelivered mail returned to sender\r
    Auto-Submitted: auto-replied\r
    MIME-Version: 1.0\r
    Content-Type: multipart/report; report-type=delivery-status;\r
     boundary="=_7K3D-QF2M.1"\r
    \r
    This is a delivery report in several parts (RFC 3464).\r
    \r
    --=_7K3D-QF2M.1\r
    Content-Type: text/plain; charset=us-ascii\r
    \r
    This is the mail gateway gw.camp.example, which carries mail by radio.\r
    \r
    Your mail could not be delivered to:\r
    \r
    <bob@village.example>\r
      The server behind the radio refused the mail.\r
      mx.village.example said: 550 5.1.1 No such user\r
    \r
    The mail costs about 3.1 min of airtime.\r
    \r
    It will not be tried again.\r
    \r
    --=_7K3D-QF2M.1\r
    Content-Type: message/delivery-status\r
    \r
    Reporting-MTA: dns; gw.camp.example\r
    Original-Envelope-Id: id 1\r
    Arrival-Date: Mon, 07 Dec 2026 00:33:20 +0100\r
    \r
    Original-Recipient: rfc822; bob+x@old.example\r
    Final-Recipient: rfc822; bob@village.example\r
    Action: failed\r
    Status: 5.1.1\r
    Remote-MTA: dns; mx.village.example\r
    Diagnostic-Code: smtp; 550 5.1.1 No such user\r
    Last-Attempt-Date: Mon, 07 Dec 2026 03:10:00 +0000\r
    \r
    --=_7K3D-QF2M.1\r
    Content-Type: text/rfc822-headers\r
    Content-Transfer-Encoding: 7bit\r
    \r
    From: Alice <alice@camp.example>\r
    Subject: hello\r
    \r
    \r
    --=_7K3D-QF2M.1--\r\n
    """

  private func transaction(
    from sender: ReversePath? = nil, to recipients: [String] = ["bob@village.example"],
    mail: String = header + "body\r\n", request: DeliveryRequest = DeliveryRequest()
  ) throws -> MailTransaction {
    let envelope = try Envelope(
      from: sender ?? .mailbox(MailAddress("alice@camp.example")),
      to: recipients.map { try MailAddress($0) }, encoding: .utf8)
    return MailTransaction(envelope: envelope, mail: Array(mail.utf8), request: request)
  }

  private func failed(_ position: Int = 0) -> RecipientFate {
    RecipientFate(
      position: position, action: .failed, status: .init(5, 1, 1),
      reason: "The server behind the radio refused the mail.",
      remote: .init(
        name: HostName("mx.village.example"), reply: Reply(550, .init(5, 1, 1), "No such user")),
      lastAttempt: MailDate(unixSeconds: 1_796_613_000))
  }

  private func makeReport(
    on transaction: MailTransaction, _ fates: RecipientFate..., airtime: Duration? = nil
  ) -> DeliveryReport? {
    DeliveryReport(
      on: transaction, fates: fates, reporter: HostName("gw.camp.example"),
      arrival: MailDate(unixSeconds: 1_796_600_000, offsetMinutes: 60), airtime: airtime)
  }

  @Test func `a failure is told with why, price, fields and header`() throws {
    let request = DeliveryRequest(
      envelopeID: EnvelopeID("id 1"),
      recipients: [
        RecipientRequest(
          originalRecipient: OriginalRecipient(addressType: "rfc822", address: "bob+x@old.example"))
      ])
    let report = makeReport(
      on: try transaction(request: request), failed(), airtime: .seconds(186))
    #expect(report.map { String(decoding: $0.encoded(Self.stamp), as: UTF8.self) } == Self.failure)
  }

  @Test func `a delay says until when it is tried`() throws {
    let fate = RecipientFate(
      position: 0, action: .delayed, status: .init(4, 4, 1),
      reason: "No contact with village since Sunday 18:00.",
      retryUntil: MailDate(unixSeconds: 1_797_000_000))
    let report = try #require(makeReport(on: try transaction(), fate))
    let text = String(decoding: report.encoded(Self.stamp), as: UTF8.self)
    #expect(text.contains("Subject: Your mail is delayed\r\n"))
    #expect(text.contains("\r\n  No contact with village since Sunday 18:00.\r\n"))
    #expect(text.contains("\r\n  It will be tried until Fri, 11 Dec 2026 14:40:00 +0000.\r\n"))
    #expect(text.contains("\r\nWill-Retry-Until: Fri, 11 Dec 2026 14:40:00 +0000\r\n"))
    #expect(text.contains("\r\nAction: delayed\r\nStatus: 4.4.1\r\n"))
    #expect(!text.contains("Remote-MTA"))
  }

  /// What is told to whom: action, NOTIFY, and whether there is a report.
  @Test(
    arguments: [
      (.failed, nil, true), (.delayed, nil, true), (.delivered, nil, false), (.relayed, nil, false),
      (.failed, .never, false), (.delayed, .failure, false), (.failed, .success, false),
      (.delivered, .success, true), (.relayed, [.success, .failure], true),
      (.failed, [.success, .failure], true), (.delayed, .delay, true), (.delayed, .never, false),
    ] as [(RecipientFate.Action, NotifyConditions?, Bool)])
  func `only what was asked for is told`(
    action: RecipientFate.Action, notify: NotifyConditions?, isTold: Bool
  ) throws {
    let request = DeliveryRequest(recipients: [RecipientRequest(notify: notify)])
    let fate = RecipientFate(position: 0, action: action, status: .init(2, 0, 0), reason: "x")
    let report = makeReport(on: try transaction(request: request), fate)
    #expect((report != nil) == isTold)
    let text = report.map { String(decoding: $0.encoded(Self.stamp), as: UTF8.self) } ?? ""
    #expect(text.contains("\r\nAction: \(action)\r\n") == isTold)
  }

  @Test func `several recipients share a report, those not asked about are left out`() throws {
    let request = DeliveryRequest(
      recipients: [RecipientRequest(notify: .success), RecipientRequest(notify: .never)])
    let mail = try transaction(to: ["a@x", "b@x", "c@x"], request: request)
    let delivered = RecipientFate(
      position: 0, action: .delivered, status: .init(2, 0, 0), reason: "")
    let report = try #require(makeReport(on: mail, delivered, failed(1), failed(2), failed(9)))
    let text = String(decoding: report.encoded(Self.stamp), as: UTF8.self)
    #expect(text.contains("Final-Recipient: rfc822; a@x\r\nAction: delivered\r\n"))
    #expect(!text.contains("b@x"))
    #expect(text.contains("Final-Recipient: rfc822; c@x\r\nAction: failed\r\n"))
    #expect(text.contains("Subject: Undelivered mail"))
  }

  @Test func `a mail without sender and a report are never answered`() throws {
    #expect(makeReport(on: try transaction(from: .null), failed()) == nil)
    let first = try #require(makeReport(on: try transaction(), failed()))
    let bounce = try first.transaction(Self.stamp)
    #expect(bounce.envelope.reversePath == .null)
    #expect(bounce.envelope.forwardPaths.map(\.description) == ["alice@camp.example"])
    #expect(bounce.request.recipient(at: 0).notify == .never)
    #expect(makeReport(on: bounce, failed()) == nil)
    // One whose sender was filled in on the way.
    let misled = MailTransaction(
      envelope: try transaction().envelope, mail: bounce.mail)
    #expect(makeReport(on: misled, failed()) == nil)
  }

  @Test func `the whole mail comes back when it failed and its sender wants it`() throws {
    let body = Self.header + "line é\r\n--=_7K3D-QF2M.1\r\n.\r\nno end"
    let request = DeliveryRequest(returnedContent: .full)
    let full = try #require(makeReport(on: try transaction(mail: body, request: request), failed()))
    let text = String(decoding: full.encoded(Self.stamp), as: UTF8.self)
    #expect(
      text.hasSuffix(
        "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\(body)\r\n"
          + "--=_7K3D-QF2M.1=--\r\n"))
    #expect(text.contains("boundary=\"=_7K3D-QF2M.1=\""))
    #expect(try full.transaction(Self.stamp).envelope.bodyKind == .eightBitMIME)

    let fate = RecipientFate(position: 0, action: .delayed, status: .init(4, 0, 0), reason: "")
    let late = try #require(makeReport(on: try transaction(mail: body, request: request), fate))
    #expect(!String(decoding: late.encoded(Self.stamp), as: UTF8.self).contains("line é"))
    for bad in ["a\nb", "a\0b"] {
      let binary = try transaction(mail: Self.header + bad, request: request)
      let report = try #require(makeReport(on: binary, failed()))
      let text = String(decoding: report.encoded(Self.stamp), as: UTF8.self)
      #expect(text.contains("text/rfc822-headers") && !text.contains(bad))
    }
  }

  @Test func `a mail full of boundaries is not given back`() throws {
    let lines = (0..<16).map { "--=_7K3D-QF2M.1" + String(repeating: "=", count: $0) + "\r\n" }
    let request = DeliveryRequest(returnedContent: .full)
    let report = try #require(
      makeReport(
        on: try transaction(mail: Self.header + lines.joined(), request: request), failed()))
    let text = String(decoding: report.encoded(Self.stamp), as: UTF8.self)
    #expect(text.hasSuffix("+0000\r\n\r\n--=_7K3D-QF2M.1--\r\n"))
  }

  @Test func `a long header is cut at a line, one that is no text is left out`() throws {
    let long = String(repeating: "X: " + String(repeating: "y", count: 95) + "\r\n", count: 400)
    let report = try #require(
      makeReport(on: try transaction(mail: long + "\r\nbody\r\n"), failed()))
    let text = String(decoding: report.encoded(Self.stamp), as: UTF8.self)
    #expect(text.utf8.count < 36_000 && text.contains("y\r\n\r\n--=_7K3D-QF2M.1--\r\n"))
    let bare = try #require(
      makeReport(on: try transaction(mail: "A: b\nC: d\r\r\n\r\nx\r\n"), failed()))
    #expect(!String(decoding: bare.encoded(Self.stamp), as: UTF8.self).contains("rfc822-headers"))
  }

  @Test func `UTF-8 addresses have the forms of RFC 6533`() throws {
    let request = DeliveryRequest(
      returnedContent: .full,
      recipients: [
        RecipientRequest(
          originalRecipient: OriginalRecipient(addressType: "utf-8", address: "büro@x"))
      ])
    let mail = try transaction(
      from: .mailbox(MailAddress("élise@camp.example")), to: ["bücher@x"],
      mail: "Subject: é\r\n\r\nx\r\n", request: request)
    let report = try #require(makeReport(on: mail, failed()))
    let text = String(decoding: report.encoded(Self.stamp), as: UTF8.self)
    for line in [
      "To: <élise@camp.example>", "Content-Type: text/plain; charset=utf-8",
      "Content-Type: message/global-delivery-status", "Original-Recipient: utf-8; büro@x",
      "Final-Recipient: utf-8; bücher@x", "Content-Type: message/global",
    ] {
      #expect(text.contains("\r\n\(line)\r\n"))
    }
    let bounce = try report.transaction(Self.stamp)
    #expect(bounce.envelope.encoding == .utf8 && bounce.envelope.bodyKind == .eightBitMIME)
    // An ASCII report writes such a name in ASCII.
    let ascii = try #require(makeReport(on: try transaction(request: request), failed()))
    #expect(
      String(decoding: ascii.encoded(Self.stamp), as: UTF8.self)
        .contains("Original-Recipient: utf-8;b\\x{FC}ro@x\r\n"))
  }

  @Test func `no text of strangers can end a line, and long ones are folded`() throws {
    let words = (0..<120).map { "word\($0)" }.joined(separator: " ")
    let fate = RecipientFate(
      position: 0, action: .failed, status: .init(5, 0, 0), reason: "a\r\nBcc: x@y \(words)",
      remote: .init(name: HostName("h\r\nX: y"), reply: Reply(550, nil, words)))
    let report = try #require(makeReport(on: try transaction(), fate))
    let lines = String(decoding: report.encoded(Self.stamp), as: UTF8.self)
      .split(separator: "\r\n", omittingEmptySubsequences: false)
    #expect(
      lines.allSatisfy { $0.utf8.count <= 78 && !$0.hasPrefix("Bcc:") && !$0.hasPrefix("X:") })
    #expect(lines.contains { $0.hasPrefix("  word") })
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `whatever the mail is, its report is text in whole lines`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let origin = Array((Self.header + "body \0\r\n--=_7K3D\r\n").utf8)
    let envelope = try transaction().envelope
    var count = 0
    for round in 0..<2000 {
      let mail = MailTransaction(
        envelope: envelope, mail: random.mutated(origin),
        request: DeliveryRequest(returnedContent: round % 2 == 0 ? .full : .headers))
      guard let report = makeReport(on: mail, failed()) else { continue }
      count += 1
      let octets = report.encoded(Self.stamp)
      var previous: UInt8 = 0
      let isWhole = octets.allSatisfy { octet in
        defer { previous = octet }
        return octet != 0 && (previous == 13) == (octet == 10)
      }
      #expect(isWhole && octets.last == 10, "seed \(seed) round \(round)")
      #expect(octets == report.encoded(Self.stamp), "seed \(seed) round \(round)")
    }
    #expect(count > 1900, "seed \(seed)")
  }
}
