// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay

/// Any bytes from an LMTP client: the outcome does not depend on how they were cut.
enum LMTPTarget {
  static func run(_ input: [UInt8]) -> Int32 {
    let whole = talk([input])
    let cut = talk(input.map { [$0] })
    precondition(whole.sent == cut.sent, "the replies depend on how the octets were cut")
    precondition(whole.taken == cut.taken, "the mail depends on how the octets were cut")
    for transaction in whole.taken {
      let coded = transaction.envelope.encoded()
      precondition(
        (try? Envelope(decoding: coded)) == transaction.envelope, "an envelope not to be coded")
    }
    return 0
  }

  private static func talk(_ pieces: [[UInt8]]) -> (sent: [UInt8], taken: [MailTransaction]) {
    var configuration = LMTPServerSession.Configuration(
      hostName: HostName("fuzz.example"), mailOctetsMax: 2000)
    configuration.freeOctets = 20
    var session = LMTPServerSession(configuration)
    var events: [LMTPServerSession.Event] = [.connected]
    events += pieces.filter { !$0.isEmpty }.map { .bytes($0) }
    var (sent, taken): ([UInt8], [MailTransaction]) = ([], [])
    for event in events {
      var queue = [event]
      while !queue.isEmpty {
        for action in session.handle(queue.removeFirst()) {
          switch action {
          case .send(let octets): sent += octets
          case .judge: queue.append(.recipientVerdict(Reply(250, .init(2, 1, 5), "Yes")))
          case .accept(let transaction):
            taken.append(transaction)
            let reply = Reply(250, .init(2, 0, 0), "Taken")
            let replies = transaction.envelope.forwardPaths.map { _ in reply }
            queue.append(.transactionVerdict(replies))
          case .reserve: queue.append(.roomGranted)
          case .release, .close: break
          }
        }
      }
    }
    return (sent, taken)
  }
}
