// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct RandomDialogueTests {
  static let dialogue = Array(
    """
    LHLO client.example\r\nMAIL FROM:<é@b.example> SIZE=200 BODY=8BITMIME SMTPUTF8 BY=9;N\r
    RCPT TO:<pat@foo.edu> NOTIFY=DELAY\r
    RCPT TO:<"x > y"@[1.2.3.4]>\r\nRCPT TO:<jones@foo.edu>\r\nDATA\r
    Subject: x\r\n\r\n..dot\r\nline é\r\n.\r\nRSET\r\nNOOP\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r
    BDAT 7\r\nshort\r\nBDAT 3 LAST\r\nx\r\nMAIL FROM:<a@b> BODY=BINARYMIME\r
    RCPT TO:<c@d> ORCPT=rfc822;x@y\r\nBDAT 5 LAST\r\n\r.\r\n\nEHLO x\r\nVRFY x\r\nHELP\r\nQUIT\r\n
    """.utf8)

  private func run(_ pieces: [[UInt8]], _ dialect: MailDialect) -> DoorDialogue {
    var configuration = dialect == .lmtp ? DoorDialogue.configuration : DoorDialogue.smtp
    configuration.freeOctets = 10
    var door = DoorDialogue(configuration)
    for piece in pieces { door.feed(.bytes(piece)) }
    return door
  }

  @Test(arguments: 0..<4 as Range<UInt64>, [MailDialect.lmtp, .smtp])
  func `a mutated dialogue has one outcome however it is cut`(seed: UInt64, dialect: MailDialect) {
    var random = SplitMix64(seed: seed)
    var accepted = 0
    let origin =
      dialect == .lmtp ? Self.dialogue : Array("EHLO".utf8) + Self.dialogue.dropFirst(4)
    for round in 0..<1500 {
      let octets = round == 0 ? origin : random.mutated(origin)
      let whole = run([octets], dialect)
      #expect(run(octets.map { [$0] }, dialect) == whole, "seed \(seed) round \(round)")
      #expect(
        run(random.pieces(octets, most: 40), dialect) == whole, "seed \(seed) round \(round)")
      for transaction in whole.transactions {
        accepted += 1
        let coded = transaction.envelope.encoded()
        #expect((try? Envelope(decoding: coded)) == transaction.envelope, "seed \(seed)")
        #expect(
          transaction.mail.hasOnlyWholeLines || transaction.envelope.bodyKind == .binaryMIME,
          "seed \(seed) round \(round)")
      }
    }
    #expect(accepted > 600, "seed \(seed)")
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `random events never trap the server`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2500 {
      var configuration =
        random.next() % 2 == 0 ? DoorDialogue.configuration : DoorDialogue.smtp
      configuration.freeOctets = 10
      var session = MailServerSession(configuration)
      var isOpen = true
      var closes = 0
      for _ in 0..<20 {
        let actions = session.handle(event(&random))
        closes += actions.filter { $0 == .close }.count
        if !isOpen { #expect(actions.isEmpty, "seed \(seed)") }
        if actions.contains(.close) { isOpen = false }
      }
      #expect(closes <= 1, "seed \(seed)")
    }
  }

  private func event(_ random: inout SplitMix64) -> MailServerSession.Event {
    switch random.next() % 13 {
    case 0: .connected
    case 1: .recipientVerdict(Reply(Int(random.next() % 700), nil, "x"))
    case 2: .transactionVerdict([])
    case 3: .timeout
    case 12: .roomGranted
    case 4: .bytes((0..<30).map { _ in UInt8.random(in: 0...255, using: &random) })
    case 5: random.next() % 8 == 0 ? .closed : .shutdown
    default: .bytes(random.mutated(Array(Self.dialogue.prefix(Int(random.next() % 300)))))
    }
  }

  /// All that a session may begin a success with while no mail is taken.
  private static let harmless = [
    "250 2.1.0 ", "250 2.1.5 ", "250 2.0.0 Fine", "250 2.0.0 Dropped", "250-", "250 SIZE",
    "250 foo",
  ]

  @Test(arguments: 0..<4 as Range<UInt64>, [MailDialect.lmtp, .smtp])
  func `while nothing is committed no mail is said to be taken`(seed: UInt64, dialect: MailDialect)
  {
    var random = SplitMix64(seed: seed)
    let greeting = dialect == .lmtp ? "LHLO" : "EHLO"
    let origin = Array(greeting.utf8) + Self.dialogue.dropFirst(4)
    var refused = 0
    for round in 0..<1500 {
      var session = MailServerSession(
        dialect == .lmtp ? DoorDialogue.configuration : DoorDialogue.smtp)
      var (sent, events) = ([UInt8](), [MailServerSession.Event.connected])
      events += random.pieces(random.mutated(origin), most: 100).map { .bytes($0) }
      while !events.isEmpty {
        for action in session.handle(events.removeFirst()).reversed() {
          switch action {
          case .send(let octets): sent = octets + sent
          case .judge: events.insert(.recipientVerdict(Reply(250, .init(2, 1, 5), "yes")), at: 0)
          case .accept(let mail):
            refused += 1
            let verdict = mail.envelope.forwardPaths.map { _ in Reply(451, .init(4, 3, 0), "no") }
            events.insert(.transactionVerdict(verdict), at: 0)
          case .reserve: events.insert(.roomGranted, at: 0)
          case .release, .close: break
          }
        }
      }
      let lines = String(decoding: sent, as: UTF8.self).split(separator: "\r\n")
      let claims = lines.filter { line in
        line.hasPrefix("250") && !line.hasSuffix("octets so far")
          && !Self.harmless.contains { line.hasPrefix($0) }
      }
      #expect(claims.isEmpty, "seed \(seed) round \(round)")
    }
    #expect(refused > 600, "seed \(seed)")
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `whatever a relay says, each recipient gets one result`(seed: UInt64) throws {
    let replies = Array(
      """
      220 hi\r\n250-x\r\n250-PIPELINING\r\n250-SIZE 900\r\n250-CHUNKING\r
      250-BINARYMIME\r\n250 8BITMIME\r\n250 2.1.0 ok\r
      250 ok\r\n550 5.1.1 no\r\n354 go\r\n250 2.0.0 done\r\n221 bye\r\n
      """.utf8)
    var random = SplitMix64(seed: seed)
    for round in 0..<2500 {
      let dialect: MailClientSession.Dialect = round % 2 == 0 ? .lmtp : .smtp
      let envelope = try Envelope(
        from: .null, to: [MailAddress("a@b"), MailAddress("c@d")],
        bodyKind: round % 4 < 2 ? .sevenBit : .binaryMIME)
      var session = MailClientSession(
        dialect, envelope: envelope, mail: Array("x\r\n".utf8), hostName: HostName("c"))
      var finished: [[RecipientResult]] = []
      let octets = random.mutated(replies)
      let events = random.pieces(octets, most: 30).map(MailClientSession.Event.bytes)
      for event in events + [random.next() % 2 == 0 ? .timeout : .closed("x"), .closed("y")] {
        for case .finished(let results) in session.handle(event) { finished.append(results) }
      }
      #expect(finished.map(\.count) == [2], "seed \(seed) round \(round)")
    }
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `each mail on a kept connection has one outcome`(seed: UInt64) throws {
    let answers = [
      "250-x\r\n250-PIPELINING\r\n250 CHUNKING\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n",
      "550 no\r\n", "421 bye\r\n", "junk\r\n", "250-",
    ]
    var random = SplitMix64(seed: seed)
    let mail = MailTransaction(
      envelope: try Envelope(from: .null, to: [MailAddress("a@b")]), mail: Array("x\r\n".utf8))
    var outcomes = 0
    for round in 0..<2500 {
      var session = MailClientSession(.lmtp, hostName: HostName("c"), idleTime: .seconds(9))
      var open = 0
      var events = [MailClientSession.Event.bytes(Array("220 hi\r\n".utf8))]
      events += (0..<40).map { _ in
        let pick = Int(random.next() % 40)
        if pick < 10 { return .mail(mail) }
        if pick == 10 { return random.next() % 2 == 0 ? .timeout : .leave }
        let likely = pick < 34 ? 4 : answers.count
        return .bytes(Array(answers[Int(random.next() % UInt64(likely))].utf8))
      }
      for event in events + [.closed("end")] {
        if case .mail = event, session.isFree { open += 1 }
        for action in session.handle(event) {
          switch action {
          case .finished, .retry:
            open -= 1
            outcomes += 1
          case .send, .close: break
          }
        }
        #expect((0...1).contains(open), "seed \(seed) round \(round)")
      }
      #expect(open == 0 && !session.isFree, "seed \(seed) round \(round)")
    }
    #expect(outcomes > 800, "seed \(seed)")
  }
}

extension [UInt8] {
  /// Whether each CR is followed by LF, and each LF preceded by CR.
  fileprivate var hasOnlyWholeLines: Bool {
    var previous: UInt8 = 0
    for octet in self {
      guard (previous == 13) == (octet == 10) else { return false }
      previous = octet
    }
    return previous != 13
  }
}
