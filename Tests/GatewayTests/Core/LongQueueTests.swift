// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import GRDB
import Gateway
import LoRaPHY
import MailRelay
import Testing

/// What the figures about a long queue cost.
struct LongQueueTests {
  /// Counts the statements of a piece of work.
  private func statements(_ world: GatewayWorld, _ work: () throws -> Void) throws -> Int {
    let counter = Counter()
    let queue = try world.core(0).spool.queue
    queue.inDatabase { db in
      db.trace { _ in counter.count += 1 }
    }
    try work()
    queue.inDatabase { $0.trace() }
    return counter.count
  }

  private final class Counter: @unchecked Sendable { var count = 0 }

  /// Puts copies of the mail that waits into the queue.
  private func fill(_ world: GatewayWorld, to count: Int) throws {
    try world.core(0).spool.queue.write { db in
      let numbers = "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
      try db.execute(
        sql: """
          \(numbers) INSERT OR IGNORE INTO mail (publicID, envelope, content, contentBytes,
            contentSHA256, arrivedAtUnix)
          SELECT 'COPY-' || i, envelope, content, contentBytes, contentSHA256, arrivedAtUnix
          FROM n, mail m WHERE m.id = 1
          """, arguments: [count])
      try db.execute(
        sql: """
          INSERT INTO recipient (mail, position, address, state)
          SELECT id, 0, 'bob@b.test', 'waiting' FROM mail WHERE publicID LIKE 'COPY-%'
            AND id NOT IN (SELECT mail FROM recipient);
          INSERT INTO consignment (mail, peer, envelope, packed, packedBytes, class, state)
          SELECT m.id, c.peer, c.envelope, c.packed, c.packedBytes, c.class, 'waiting'
          FROM mail m, consignment c WHERE c.mail = 1 AND m.publicID LIKE 'COPY-%'
            AND m.id NOT IN (SELECT mail FROM consignment)
          """)
    }
  }

  @Test func `status and the reply at the door cost no more with 10000 mails than with 200`() throws
  {
    let world = try GatewayWorld(.volatile)
    try world.switchOff(1)
    try world.accept(TestMail.envelope(), TestMail.noise(1, bytes: 3000))
    var status: [Int] = []
    var replies: [Int] = []
    var etas: [Double] = []
    for count in [200, 10_000] {
      try fill(world, to: count)
      status.append(
        try statements(world) {
          let waiting = try #require(world.status(0).peers.first?.waiting)
          #expect(waiting.mails >= count && waiting.mails <= count + 1)
          etas.append(try #require(waiting.etaSeconds))
          #expect(waiting.priceUs > 0)
        })
      world.packing = .never
      replies.append(
        try statements(world) {
          let reply = try #require(
            world.accept(TestMail.envelope(), TestMail.noise(count, bytes: 500)).first)
          #expect(reply.text.contains("there in about"), "\(reply)")
        })
    }
    #expect(status[1] <= status[0] && status[1] < 30, "\(status)")
    #expect(replies[1] <= replies[0] + 2 && replies[1] < 80, "\(replies)")
    let ratio = etas[1] / etas[0]
    #expect(ratio > 40 && ratio < 60, "\(etas)")
  }
}
