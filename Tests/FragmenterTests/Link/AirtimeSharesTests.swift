// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Testing

@Suite struct AirtimeSharesTests {
  /// Lets the flow with the least start speak, frame after frame, until so much was sent.
  private func airtimes(
    of flows: [Flow: Duration], total: Duration, with shares: inout AirtimeShares
  ) -> [Flow: Duration] {
    var sent: [Flow: Duration] = [:]
    let order = flows.keys.sorted {
      ($0.link, $0.messageClass.rawValue) < ($1.link, $1.messageClass.rawValue)
    }
    while sent.values.reduce(.zero, +) < total {
      let next = order.min { shares.start(of: $0) < shares.start(of: $1) }
      guard let next, let frame = flows[next] else { break }
      shares.charge(next, frame)
      sent[next, default: .zero] += frame
    }
    return sent
  }

  @Test func `equal flows get equal airtime, however long their frames are`() {
    var shares = AirtimeShares()
    let short = Flow(link: 0, messageClass: .bulk)
    let long = Flow(link: 1, messageClass: .bulk)
    let sent = airtimes(
      of: [short: .milliseconds(50), long: .milliseconds(400)], total: .seconds(100),
      with: &shares)
    let difference = (sent[short] ?? .zero) - (sent[long] ?? .zero)
    #expect(difference.magnitude <= .milliseconds(400))
  }

  @Test func `normal gets eight times the airtime of bulk, chat sixty-four times`() {
    var shares = AirtimeShares()
    let flows = [MessageClass.chat, .normal, .bulk].map { Flow(link: 0, messageClass: $0) }
    let sent = airtimes(
      of: Dictionary(uniqueKeysWithValues: flows.map { ($0, .milliseconds(100)) }),
      total: .seconds(730), with: &shares)
    #expect((sent[flows[2]] ?? .zero - .seconds(10)).magnitude <= .milliseconds(10_400))
    #expect(sent[flows[1], default: .zero] >= .seconds(79))
    #expect(sent[flows[1], default: .zero] <= .seconds(81))
    #expect(sent[flows[0], default: .zero] >= .seconds(638))
    #expect(sent[flows[2], default: .zero] >= .seconds(9))
  }

  @Test func `a flow that was silent gets no credit for it, and goes first all the same`() {
    var shares = AirtimeShares()
    let bulk = Flow(link: 0, messageClass: .bulk)
    for _ in 0..<1000 { shares.charge(bulk, .seconds(1)) }
    let late = Flow(link: 1, messageClass: .bulk)
    #expect(shares.start(of: late) < shares.start(of: bulk))
    let sent = airtimes(
      of: [bulk: .seconds(1), late: .seconds(1)], total: .seconds(10), with: &shares)
    #expect(sent[late, default: .zero] <= .seconds(6))
  }
}

extension Duration {
  fileprivate var magnitude: Duration { self < .zero ? .zero - self : self }
}
