// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// The time two stations spend on the channel they agreed on with RTS and CTS.
package struct BurstWindow: Sendable, Equatable {
  /// Which side a station is.
  package enum Role: Sendable {
    /// It sent the RTS, and speaks.
    case caller
    /// It sent the CTS, listens and answers.
    case called
  }

  /// The place of the peer's link in the station.
  var link: Int
  var role: Role
  var channel: RadioChannel
  /// Both are gone by then, whatever happens.
  var until: Instant
  /// Data frames the caller sends before it asks for an answer.
  var framesLeft: Int
  /// The called goes when it heard nothing at all until then.
  var patience: Instant
  /// Requests of the caller that were not answered.
  var missedRequests = 0
  /// When the first of them was sent.
  var silentSince = Instant.zero
}

/// Where the radio is tuned.
enum Tuning: Sendable, Equatable {
  /// Where the station listens, and begins to speak.
  case meeting(MeetingPlace)
  /// Where a peer may wait for a burst although its CTS did not come: it is called there.
  case calling(RadioChannel)
  /// Away with a peer.
  case burst(BurstWindow)
}
