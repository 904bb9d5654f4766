// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct DeliveryRequestTests {
  private static func request(_ text: String) throws -> DeliveryRequest {
    try DeliveryRequest(decoding: Array(text.utf8))
  }

  @Test func `the stored form has the parameters of MAIL and of each RCPT`() throws {
    let request = DeliveryRequest(
      priority: .flash, deliverBy: DeliverBy(remaining: .seconds(120), mode: .returning),
      returnedContent: .headers, envelopeID: EnvelopeID("QQ 314=159+"),
      recipients: [
        RecipientRequest(
          notify: [.delay, .success],
          originalRecipient: OriginalRecipient(try MailAddress("bob+x@village.example"))),
        RecipientRequest(),
        RecipientRequest(
          notify: .never, originalRecipient: OriginalRecipient(try MailAddress("bücher@x"))),
      ])
    let text =
      "RET=HDRS ENVID=QQ+20314+3D159+2B MT-PRIORITY=4 BY=120;R\n"
      + "NOTIFY=SUCCESS,DELAY ORCPT=rfc822;bob+2Bx@village.example\n\n"
      + "NOTIFY=NEVER ORCPT=utf-8;b\\x{FC}cher@x"
    #expect(String(decoding: request.encoded(), as: UTF8.self) == text)
    #expect(try Self.request(text) == request)
    #expect(request.recipient(at: 2).conditions == .never)
    #expect(request.recipient(at: 7).conditions == [.failure, .delay])
    #expect(
      request.restricted(to: [2, 0]).recipients.map(\.notify) == [.never, [.delay, .success]])
  }

  @Test func `who asks for nothing has no octets`() throws {
    #expect(DeliveryRequest().encoded().isEmpty)
    #expect(DeliveryRequest(recipients: [RecipientRequest(), .init()]).encoded().isEmpty)
    #expect(try Self.request("") == DeliveryRequest())
  }

  @Test(arguments: [
    "RET=", "RET", "RET=ALL", "RET=FULL,HDRS", "ENVID=", "ENVID=a=b", "ENVID=a+4", "ENVID=a+0A",
    "ENVID=a+GG", "ENVID=" + String(repeating: "x", count: 101), "MT-PRIORITY=10",
    "MT-PRIORITY=-10", "MT-PRIORITY=+1", "MT-PRIORITY=01", "MT-PRIORITY=-0", "MT-PRIORITY=",
    "BY=120", "BY=;R", "BY=0;R", "BY=-1;R", "BY=1234567890;N", "BY=5;X", "BY=5;RTT", "BY=5;TR",
    "BY=+-5;N", "BY=0x5;N", "\nNOTIFY=", "\nNOTIFY=NEVER,SUCCESS", "\nNOTIFY=SUCCESS,SUCCESS",
    "\nNOTIFY=ALWAYS", "\nNOTIFY=SUCCESS,", "\nORCPT=bob@x", "\nORCPT=;bob@x", "\nORCPT=rfc822;",
    "\nORCPT=rfc822;a+0D+0Ab", "\nORCPT=rfc822;a+FF", "\nORCPT=utf-8;\\x{0A}", "\nORCPT=utf-8;\\x{",
    "\nORCPT=utf-8;\\x{D800}", "\nORCPT=utf-8;\\x{2028}", "\nORCPT=rfc 822;x", "\nORCPT=rfc822;é",
    "\nORCPT=rfc822;" + String(repeating: "x", count: 494), "SIZE=3", "\nSIZE=3",
    "RET=FULL RET=FULL",
    "\nNOTIFY=NEVER NOTIFY=NEVER", String(repeating: "\n", count: 1001),
  ])
  func `what is no request is refused`(text: String) {
    #expect(throws: MailParameterError.self) { try Self.request(text) }
  }

  @Test(arguments: [
    ("MT-PRIORITY=-9", -9), ("mt-priority=0", 0), ("MT-PRIORITY=9", 9), ("MT-PRIORITY=6", 6),
  ])
  func `every level of priority can be said`(text: String, level: Int) throws {
    #expect(try Self.request(text).priority?.level == level)
    #expect(MailPriority.deferred < .routine && .flash < .override)
  }

  @Test(arguments: [
    ("BY=1;R", "1;R"), ("BY=+86400;nt", "86400;NT"), ("BY=-5;N", "-5;N"), ("BY=0;N", "0;N"),
    ("BY=000000007;r", "7;R"), ("BY=999999999;N", "999999999;N"),
  ])
  func `a deadline is read and written back`(text: String, value: String) throws {
    #expect(try Self.request(text).deliverBy?.description == value)
  }

  @Test func `a deadline runs out`() throws {
    let deadline = try #require(try Self.request("BY=60;R").deliverBy)
    #expect(deadline.after(.seconds(20))?.description == "40;R")
    #expect(deadline.after(.seconds(60)) == nil)
    let notice = try #require(try Self.request("BY=60;NT").deliverBy)
    #expect(notice.after(.seconds(90))?.description == "-30;NT")
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `whatever is read has a stored form that reads the same`(seed: UInt64) throws {
    let origin = Array(
      "RET=FULL ENVID=a+2Bb MT-PRIORITY=-4 BY=77;NT\nNOTIFY=DELAY ORCPT=utf-8;\\x{FC}@x".utf8)
    var random = SplitMix64(seed: seed)
    var count = 0
    for round in 0..<5000 {
      guard let request = try? DeliveryRequest(decoding: random.mutated(origin)) else { continue }
      count += 1
      let again = try DeliveryRequest(decoding: request.encoded())
      #expect(again.encoded() == request.encoded(), "seed \(seed) round \(round)")
      #expect(again.recipient(at: 0) == request.recipient(at: 0), "seed \(seed) round \(round)")
    }
    #expect(count > 50, "seed \(seed)")
  }
}
