// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct RandomDialogueTests {
  static let dialogue = Array(
    """
    LHLO client.example\r\nMAIL FROM:<é@b.example> SIZE=200 BODY=8BITMIME SMTPUTF8\r
    RCPT TO:<pat@foo.edu>\r\nRCPT TO:<"x > y"@[1.2.3.4]>\r\nRCPT TO:<jones@foo.edu>\r\nDATA\r
    Subject: x\r\n\r\n..dot\r\nline é\r\n.\r\nRSET\r\nNOOP\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r
    DATA\r\nshort\r\n.\r\nVRFY x\r\nHELP\r\nQUIT\r\n
    """.utf8)

  private func run(_ pieces: [[UInt8]]) -> DoorDialogue {
    var door = DoorDialogue()
    for piece in pieces { door.feed(.bytes(piece)) }
    return door
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `a mutated dialogue has one outcome however it is cut`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var accepted = 0
    for round in 0..<2500 {
      let octets = round == 0 ? Self.dialogue : random.mutated(Self.dialogue)
      let whole = run([octets])
      #expect(run(octets.map { [$0] }) == whole, "seed \(seed) round \(round)")
      #expect(run(random.pieces(octets, most: 40)) == whole, "seed \(seed) round \(round)")
      for transaction in whole.transactions {
        accepted += 1
        let coded = transaction.envelope.encoded()
        #expect((try? Envelope(decoding: coded)) == transaction.envelope, "seed \(seed)")
        #expect(transaction.mail.hasOnlyWholeLines, "seed \(seed) round \(round)")
      }
    }
    #expect(accepted > 1000, "seed \(seed)")
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `random events never trap the server`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2500 {
      var session = LMTPServerSession(DoorDialogue.configuration)
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

  private func event(_ random: inout SplitMix64) -> LMTPServerSession.Event {
    switch random.next() % 12 {
    case 0: .connected
    case 1: .recipientVerdict(Reply(Int(random.next() % 700), nil, "x"))
    case 2: .transactionVerdict([])
    case 3: .timeout
    case 4: .bytes((0..<30).map { _ in UInt8.random(in: 0...255, using: &random) })
    case 5: random.next() % 8 == 0 ? .closed : .shutdown
    default: .bytes(random.mutated(Array(Self.dialogue.prefix(Int(random.next() % 300)))))
    }
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `whatever a relay says, each recipient gets one result`(seed: UInt64) throws {
    let replies = Array(
      """
      220 hi\r\n250-x\r\n250-PIPELINING\r\n250-SIZE 900\r\n250 8BITMIME\r\n250 2.1.0 ok\r
      250 ok\r\n550 5.1.1 no\r\n354 go\r\n250 2.0.0 done\r\n221 bye\r\n
      """.utf8)
    var random = SplitMix64(seed: seed)
    let envelope = try Envelope(from: .null, to: [MailAddress("a@b"), MailAddress("c@d")])
    for round in 0..<2500 {
      let dialect: MailClientSession.Dialect = round % 2 == 0 ? .lmtp : .smtp
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
}

extension [UInt8] {
  /// Whether each CR is followed by LF, each LF preceded by CR, and the last line ended.
  fileprivate var hasOnlyWholeLines: Bool {
    var previous: UInt8 = 0
    for octet in self {
      guard (previous == 13) == (octet == 10) else { return false }
      previous = octet
    }
    return isEmpty || previous == 10
  }
}
