// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Synchronization

/// An acceptor that keeps the mails, and lets a test hold it up while it takes one.
final class RecordingAcceptor: MailAcceptor {
  private struct State {
    var transactions: [MailTransaction] = []
    var arrived: [MailTransaction] = []
    var isHeld = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())
  /// Yields whenever a mail begins to be taken.
  let arrivals: AsyncStream<Void>
  private let arrival: AsyncStream<Void>.Continuation

  init(isHeld: Bool = false) {
    (arrivals, arrival) = AsyncStream.makeStream()
    state.withLock { $0.isHeld = isHeld }
  }

  var transactions: [MailTransaction] { state.withLock(\.transactions) }
  /// The mails that were handed in, taken or not yet.
  var arrived: [MailTransaction] { state.withLock(\.arrived) }

  func judge(_ inquiry: RecipientInquiry) async -> Reply { DoorDialogue.judge(inquiry.recipient) }

  func accept(_ transaction: MailTransaction) async -> [Reply] {
    state.withLock { $0.arrived.append(transaction) }
    arrival.yield()
    await withCheckedContinuation { continuation in
      let isHeld = state.withLock { state in
        if state.isHeld { state.waiting.append(continuation) }
        return state.isHeld
      }
      if !isHeld { continuation.resume() }
    }
    state.withLock { $0.transactions.append(transaction) }
    return transaction.envelope.forwardPaths.map(DoorDialogue.accept)
  }

  /// Lets go.
  func release() {
    let waiting = state.withLock { state in
      state.isHeld = false
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  func nextArrival() async {
    var iterator = arrivals.makeAsyncIterator()
    await iterator.next()
  }
}
