// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay

/// A server session with an acceptor that decides by the local part of each recipient.
struct DoorDialogue: Hashable {
  private(set) var sent: [UInt8] = []
  private(set) var inquiries: [RecipientInquiry] = []
  private(set) var transactions: [MailTransaction] = []
  private(set) var isClosed = false
  /// The room that was asked for; 0 where it was given back.
  private(set) var reserved: [Int] = []
  /// Whether room is granted when it is asked for.
  var hasRoom = true
  private var session: MailServerSession

  static let configuration = MailServerSession.Configuration(
    hostName: HostName("foo.edu"), mailOctetsMax: 1000)

  init(_ configuration: MailServerSession.Configuration = Self.configuration) {
    session = MailServerSession(configuration)
    feed(.connected)
  }

  static func == (a: Self, b: Self) -> Bool {
    a.sent == b.sent && a.inquiries == b.inquiries && a.transactions == b.transactions
      && a.isClosed == b.isClosed
  }

  func hash(into hasher: inout Hasher) { hasher.combine(sent) }

  var text: String { String(decoding: sent, as: UTF8.self) }
  var wantsInput: Bool { session.wantsInput }
  var patience: Duration? { session.patience }

  /// What was sent since the last call with the same mark.
  mutating func takeSent() -> [UInt8] {
    defer { sent = [] }
    return sent
  }

  mutating func say(_ text: String) { feed(.bytes(Array(text.utf8))) }

  mutating func feed(_ event: MailServerSession.Event) {
    var events = [event]
    while !events.isEmpty {
      for action in session.handle(events.removeFirst()) {
        switch action {
        case .send(let octets): sent += octets
        case .judge(let inquiry):
          inquiries.append(inquiry)
          events.append(.recipientVerdict(Self.judge(inquiry.recipient)))
        case .accept(let transaction):
          transactions.append(transaction)
          events.append(
            .transactionVerdict(transaction.envelope.forwardPaths.map(Self.accept)))
        case .reserve(let octets):
          reserved.append(octets)
          if hasRoom { events.append(.roomGranted) }
        case .release: reserved.append(0)
        case .close: isClosed = true
        }
      }
    }
  }

  static func judge(_ recipient: MailAddress) -> Reply {
    switch recipient.localPart {
    case "jones": Reply(550, .init(5, 1, 1), "No such user here")
    case "later": Reply(451, .init(4, 7, 1), "Try later")
    case "broken": Reply(354, nil, "This is no verdict")
    default: Reply(250, .init(2, 1, 5), "<\(recipient)> is welcome")
    }
  }

  static func accept(_ recipient: MailAddress) -> Reply {
    switch recipient.localPart {
    case "pat": Reply(452, .init(4, 2, 2), "<\(recipient)> is temporarily over quota")
    case "never": Reply(554, .init(5, 7, 1), "<\(recipient)> refuses it")
    default: Reply(250, .init(2, 0, 0), "<\(recipient)> queued")
    }
  }
}

extension DoorDialogue {
  static let greeting = "220 foo.edu LMTP loragw\r\n"
  static let hello =
    "250-foo.edu\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-BINARYMIME\r\n250-CHUNKING\r\n"
    + "250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250-DSN\r\n250-MT-PRIORITY STANAG4406\r\n"
    + "250-DELIVERBY\r\n250 SIZE 1000\r\n"

  /// What a door is that speaks SMTP.
  static var smtp: MailServerSession.Configuration {
    var smtp = configuration
    smtp.dialect = .smtp
    return smtp
  }

  /// A dialogue that has come to the point where a mail may be sent.
  static func ready(_ configuration: MailServerSession.Configuration = configuration) -> Self {
    var dialogue = Self(configuration)
    dialogue.say("\(configuration.dialect == .lmtp ? "LHLO" : "EHLO") client.example\r\n")
    _ = dialogue.takeSent()
    return dialogue
  }
}
