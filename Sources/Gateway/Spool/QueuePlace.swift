// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter

/// Where a mail stands among those that wait for a peer.
struct QueuePlace {
  var peer: PeerKey
  /// The class it goes in, or is expected to go in once it is packed.
  var messageClass: MessageClass
  /// What the operator made of it; lower goes first.
  var rank = 0
  var urgency: Urgency

  /// In which order mails for one peer go; those alike go as they were taken.
  var order: (UInt8, Int, Int) { (messageClass.rawValue, rank, -urgency.rawValue) }
}
