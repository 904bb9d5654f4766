// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter

/// What came of a message from the air.
struct Receipt {
  var notices: [GatewayNotice] = []
  /// Mails to hand to the relay.
  var deliverable: [Int64] = []
  /// Mails that peers have by another way than the radio.
  var crossings: [(Crossing, PeerKey)] = []
  /// What senders are told.
  var reports: [SenderReport] = []
}

/// Why a packed mail that came whole is not what it was said to be.
enum ArrivalError: Error, CustomStringConvertible {
  /// Its parts name another mail.
  case wrongMailID

  var description: String { "it is not the mail that its parts name" }
}
