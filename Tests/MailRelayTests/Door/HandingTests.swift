// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

/// A door that refuses one name and takes all others.
private struct PickyDoor: MailAcceptor {
  func judge(_ inquiry: RecipientInquiry) async -> Reply {
    inquiry.recipient.localPart == "no"
      ? Reply(550, .init(5, 1, 1), "no") : Reply(250, nil, "\(inquiry.accepted.count)")
  }

  func accept(_ transaction: MailTransaction) async -> [Reply] {
    transaction.envelope.forwardPaths.enumerated().map { place, recipient in
      let notify = transaction.request.recipient(at: place).notify == .never ? "never" : "-"
      return Reply(250, .init(2, 0, 0), "\(recipient) \(notify)")
    }
  }
}

struct HandingTests {
  private static func hand(_ recipients: [String], _ mail: String = "x\r\n") async throws
    -> [String]
  {
    let envelope = try Envelope(from: .null, to: recipients.map { try MailAddress($0) })
    let request = DeliveryRequest(recipients: [
      RecipientRequest(), RecipientRequest(), RecipientRequest(notify: .never),
    ])
    let transaction = MailTransaction(
      envelope: envelope, mail: Array(mail.utf8), request: request)
    return await PickyDoor().hand(transaction).map(\.description)
  }

  @Test func `each recipient gets its own reply, and keeps its own request`() async throws {
    let replies = try await Self.hand(["a@x", "no@x", "b@x"])
    #expect(replies == ["250 2.0.0 a@x -", "550 5.1.1 no", "250 2.0.0 b@x never"])
  }

  @Test func `a mail that nobody is to get is not offered`() async throws {
    #expect(try await Self.hand(["no@x"]) == ["550 5.1.1 no"])
  }

  @Test(arguments: ["a\nb\r\n", "a\rb\r\n", "a\r\n.\n"])
  func `a mail that may hide another is refused before anybody is asked`(mail: String) async throws
  {
    let replies = try await Self.hand(["a@x", "no@x"], mail)
    #expect(replies.count == 2)
    #expect(replies.allSatisfy { $0.hasPrefix("550 5.5.2 The mail has a bare CR or LF") })
  }
}
