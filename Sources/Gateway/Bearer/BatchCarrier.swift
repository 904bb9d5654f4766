// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
package import Fragmenter
package import MailRelay

/// Knows which mails are to be left to bearers, and takes those that bearers bring.
package protocol BatchCarrier: Sendable {
  /// The mails that have waited so many seconds for a peer and were not left yet.
  func overdue(for peer: PeerKey, after seconds: Int64) async -> [String]

  /// A mail for a peer as it stands in a batch.
  func batched(_ id: String, for peer: PeerKey) async throws(QueueRefusal) -> BatchedMail

  /// They lie in the bearer's directory.
  func left(_ ids: [String], for peer: PeerKey) async

  /// Takes a mail that a peer left: one reply for each recipient, 250 only when it is safe.
  func take(carried transaction: MailTransaction, from peer: PeerKey) async -> [Reply]

  /// What peers call this gateway, and what it calls them.
  func names(with peer: PeerKey) async -> (own: String, peer: String)
}

/// A door for the mails that a peer left to a bearer.
struct BatchDoor: MailAcceptor {
  let carrier: any BatchCarrier
  let peer: PeerKey

  func judge(_ inquiry: RecipientInquiry) async -> Reply { Reply(250, .init(2, 1, 5), "taken") }

  func accept(_ transaction: MailTransaction) async -> [Reply] {
    await carrier.take(carried: transaction, from: peer)
  }
}
