// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY

/// When results go home: with something else that goes to that peer, or after a pause.
///
/// A message of results alone costs 0.07 s at SF7 and as much listening as a mail, and is answered;
/// behind another message the peer is there and the air is ours.
struct ResultSchedule {
  private var due: [PeerKey: Instant] = [:]
  /// Peers whose pause is over; they wait for room in the link only.
  private var ripe: Set<PeerKey> = []

  /// Takes what waits in the spool now.
  mutating func update(_ waiting: [PeerKey: ResultUrgency], at now: Instant) {
    ripe.formIntersection(waiting.keys)
    due = due.filter { waiting[$0.key] != nil }
    for (peer, urgency) in waiting where !ripe.contains(peer) {
      let pause =
        urgency == .prompt ? GatewayLimits.promptResultPause : GatewayLimits.patientResultPause
      due[peer] = min(due[peer] ?? now + pause, now + pause)
    }
  }

  /// The next instant at which a pause is over.
  var nextDeadline: Instant? { due.values.min() }

  /// Notes whose pause is over.
  mutating func ripen(at now: Instant) {
    for (peer, instant) in due where instant <= now {
      due[peer] = nil
      ripe.insert(peer)
    }
  }

  /// Whether results for a peer go now.
  func isDue(for peer: PeerKey, _ occasion: Occasion) -> Bool {
    ripe.contains(peer) || (occasion == .exchange && due[peer] != nil)
  }

  /// What speaks for sending now.
  enum Occasion {
    /// A message to this peer is under way, or was just confirmed.
    case exchange
    /// Nothing.
    case none
  }
}
