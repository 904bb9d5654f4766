// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter

/// What is asked of the queue.
struct ShipmentRequest {
  var peer: PeerKey
  var messageClass: MessageClass
  /// Shipments the link has already.
  var inLink: Set<MessageHandle>
  /// The longest payload the link takes.
  var largestBytes: Int
  var planner: BundlePlanner
  var historyUse: HistoryUse
}
