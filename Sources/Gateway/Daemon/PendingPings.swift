// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter

/// Those who wait for a peer's answer to a ping.
struct PendingPings {
  typealias Waiter = CheckedContinuation<EchoReport?, Never>

  private var waiters: [String: [Waiter]] = [:]

  mutating func add(_ waiter: Waiter, for peer: String) {
    waiters[peer, default: []].append(waiter)
  }

  /// Ends a ping; whether somebody waited for it.
  @discardableResult
  mutating func end(_ peer: String, _ report: EchoReport?) -> Bool {
    guard let waiting = waiters.removeValue(forKey: peer) else { return false }
    for waiter in waiting { waiter.resume(returning: report) }
    return true
  }
}
