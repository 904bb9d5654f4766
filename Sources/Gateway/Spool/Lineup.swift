// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec

/// A mail that waits for its message.
struct WaitingMail {
  var id: ConsignmentID
  /// The length of its packed form.
  var bytes: Int
  /// The digest of the history that form was made with; nil: everybody can read it.
  var packedAfter: [UInt8]?
}

/// The mails of the next small message to a peer.
struct Lineup {
  /// Those packed with just the mails that the peer will have before them, in their order.
  var ready: [WaitingMail] = []
  /// The first one that is not; nil when all are ready.
  var next: UnreadyMail?

  /// Which mails the peer has when it reads the message.
  enum Moment {
    /// Those it confirmed.
    case now
    /// Also those of the messages that are made up already.
    case afterOpenShipments
  }
}

/// A mail to be packed before it can go, with what.
struct UnreadyMail {
  var id: ConsignmentID
  var history: MailHistory?
}
