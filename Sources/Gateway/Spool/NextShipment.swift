// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter

/// What the queue has for the link.
enum NextShipment {
  /// Nothing of this class waits for this peer.
  case none
  /// A message to be carried.
  case message(OutboundMessage)
  /// A mail is to be packed again: its parts no longer fit a message.
  case repack(ConsignmentID)
}
