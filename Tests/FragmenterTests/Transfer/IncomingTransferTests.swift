// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Testing

/// What a receiver makes of frames that contradict each other.
@Suite struct IncomingTransferTests {
  private let symbol: [UInt8] = [1, 2, 3, 4]

  private func transfer() throws -> IncomingTransfer {
    IncomingTransfer(number: MessageNumber(0))
  }

  @Test func `the K of the first frame that tells it stays, others are dropped`() throws {
    var transfer = try transfer()
    #expect(transfer.receive(id: 2, symbol: symbol, sourceCount: 3) == .stored)
    #expect(transfer.receive(id: 1, symbol: symbol, sourceCount: 4) == .useless)
    #expect(transfer.sourceCount == 3 && transfer.rank == 1)
    #expect(transfer.need(sent: 3) == 2)
    #expect(transfer.receive(id: 1, symbol: symbol, sourceCount: 3) == .stored)
    #expect(transfer.need(sent: 3) == 1)
  }

  @Test func `a POLL with another K than a frame's changes nothing, the other way round too`()
    throws
  {
    var transfer = try transfer()
    #expect(transfer.receive(id: 2, symbol: symbol, sourceCount: 3) == .stored)
    let isTaken = transfer.learn(sourceCount: 5)
    #expect(!isTaken)
    #expect(transfer.sourceCount == 3 && transfer.need(sent: 5) == 2)

    var polled = try self.transfer()
    let isLearnt = polled.learn(sourceCount: 5)
    #expect(isLearnt)
    #expect(polled.receive(id: 2, symbol: symbol, sourceCount: 3) == .useless)
    #expect(polled.sourceCount == 5 && polled.rank == 0)
  }

  @Test(arguments: [0, Limits.sourceSymbols + 1, -1, .max])
  func `a K that cannot be is not learnt`(count: Int) throws {
    var transfer = try transfer()
    let isTaken = transfer.learn(sourceCount: count)
    #expect(!isTaken)
    #expect(transfer.sourceCount == nil)
  }

  @Test func `symbols of another length than the first verified one are dropped`() throws {
    var transfer = try transfer()
    #expect(transfer.receive(id: 0, symbol: symbol, sourceCount: nil) == .stored)
    #expect(transfer.receive(id: 1, symbol: symbol + [5], sourceCount: nil) == .useless)
    #expect(transfer.rank == 1)
  }
}
