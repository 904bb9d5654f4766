// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct KeptConnectionTests {
  /// A client session that is fed replies and mails, with all it did as text.
  private struct Client {
    var session = MailClientSession(
      .smtp, hostName: HostName("c.example"), idleTime: .seconds(30))
    var log = ""

    mutating func feed(_ event: MailClientSession.Event) {
      for action in session.handle(event) {
        switch action {
        case .send(let octets): log += String(decoding: octets, as: UTF8.self)
        case .finished(let results): log += "[\(results.map(\.reply.code))]\n"
        case .retry: log += "[retry]\n"
        case .close: log += "[close]\n"
        }
      }
    }

    mutating func hear(_ replies: String...) {
      for reply in replies { feed(.bytes(Array((reply + "\r\n").utf8))) }
    }

    mutating func take() -> String {
      defer { log = "" }
      return log
    }
  }

  private func mail(_ recipient: String = "x@y") throws -> MailTransaction {
    MailTransaction(
      envelope: try Envelope(from: .null, to: [MailAddress(recipient)]), mail: Array("m\r\n".utf8))
  }

  /// A client that has handed over one mail.
  private func kept(pipelining: Bool = true) throws -> Client {
    var client = Client()
    client.feed(.mail(try mail()))
    client.hear("220 hi", pipelining ? "250-x\r\n250 PIPELINING" : "250 x")
    client.hear("250 ok", "250 ok", "354 go", "250 done")
    #expect(client.take().hasSuffix("m\r\n.\r\n[[250]]\n"))
    #expect(client.session.isFree && client.session.patience == .seconds(30))
    return client
  }

  @Test(arguments: [false, true])
  func `a second mail goes over the same connection behind RSET`(pipelining: Bool) throws {
    var client = try kept(pipelining: pipelining)
    client.feed(.mail(try mail("z@y")))
    #expect(!client.session.isFree)
    client.hear("250 reset", "250 ok", "250 ok", "354 go", "250 done")
    #expect(
      client.take() == """
        RSET\r\nMAIL FROM:<>\r\nRCPT TO:<z@y>\r\nDATA\r\nm\r\n.\r\n[[250]]\n
        """)
    #expect(client.session.isFree)
  }

  @Test func `a mail that no recipient takes leaves the connection usable without pipelining`()
    throws
  {
    var client = try kept(pipelining: false)
    client.feed(.mail(try mail()))
    client.hear("250 reset", "250 ok", "550 no")
    #expect(client.take() == "RSET\r\nMAIL FROM:<>\r\nRCPT TO:<x@y>\r\n[[550]]\n")
    #expect(client.session.isFree)
  }

  @Test(arguments: [
    MailClientSession.Event.closed("gone"), .timeout, .bytes(Array("421 bye\r\n".utf8)),
    .bytes(Array("500 what?\r\n".utf8)), .bytes(Array("junk\r\n".utf8)),
  ])
  func `a kept connection that is dead gives the mail back`(event: MailClientSession.Event) throws {
    var client = try kept()
    client.feed(.mail(try mail()))
    client.feed(event)
    #expect(client.take() == "RSET\r\nMAIL FROM:<>\r\nRCPT TO:<x@y>\r\nDATA\r\n[retry]\n[close]\n")
    #expect(!client.session.isFree)
  }

  @Test func `once the mail is sent it is never given back`() throws {
    var client = try kept()
    client.feed(.mail(try mail()))
    client.hear("250 reset", "250 ok", "250 ok", "354 go")
    _ = client.take()
    client.feed(.closed("gone"))
    #expect(client.take() == "[[451]]\n[close]\n")
  }

  @Test func `the first mail of a connection is never given back`() throws {
    var client = Client()
    client.feed(.mail(try mail()))
    client.hear("220 hi", "250 x")
    client.feed(.closed("gone"))
    #expect(client.take().hasSuffix("[[451]]\n[close]\n"))
  }

  @Test func `an idle connection is left in time, when told, and when the relay speaks`() throws {
    for event in [MailClientSession.Event.timeout, .leave] {
      var client = try kept()
      client.feed(event)
      #expect(client.take() == "QUIT\r\n" && !client.session.isFree)
      client.hear("221 bye")
      #expect(client.take() == "[close]\n")
    }
    var spoken = try kept()
    spoken.hear("421 going down")
    #expect(spoken.take() == "[close]\n" && !spoken.session.isFree)
    var busy = try kept()
    busy.feed(.mail(try mail()))
    busy.feed(.leave)
    busy.hear("250 reset", "250 ok", "250 ok", "354 go", "250 done")
    #expect(busy.take().hasSuffix("[[250]]\nQUIT\r\n"))
    var early = Client()
    early.feed(.leave)
    early.hear("220 hi", "250 x")
    #expect(early.take() == "EHLO c.example\r\nQUIT\r\n")
  }

  @Test func `a mail that cannot go there does not end the connection`() throws {
    var client = try kept()
    let binary = MailTransaction(envelope: try mail().envelope, mail: Array("a\nb".utf8))
    client.feed(.mail(binary))
    #expect(client.take() == "[[554]]\n" && client.session.isFree)
  }
}
