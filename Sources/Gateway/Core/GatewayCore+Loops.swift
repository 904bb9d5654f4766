// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import MailRelay

/// Mail that goes on by radio behind this gateway, and what keeps it from going in circles.
extension GatewayCore {
  /// Whether some recipient may lie behind another radio link.
  func goesOn(_ envelope: Envelope, from peer: PeerKey) -> Bool {
    let others = settings.peers.filter { $0.key != peer }
    return envelope.forwardPaths.contains { address in
      others.contains { $0.domains.contains(address.domain) }
    }
  }

  /// Why a peer must not send as this sender; nil when it may.
  ///
  /// Reports have no sender.
  func senderRefusal(_ envelope: Envelope, from peer: PeerKey) -> Reply? {
    guard case .mailbox(let sender) = envelope.reversePath, let route = settings.peer(peer),
      !(route.fromDomains ?? route.domains).contains(sender.domain)
    else { return nil }
    return Reply(
      550, .init(5, 7, 1), "\(sender.domain) is not in from_domains of this peer")
  }

  /// How many radio links a mail at the door has crossed; a reply when it must not cross another.
  ///
  /// A mail that came by radio is known by what relays leave as it is. Where a relay changed more,
  /// its Received fields tell in the end.
  func hops(
    of transaction: MailTransaction
  ) throws(SpoolError) -> Result<Int, LoopRefusal> {
    guard let trace = try spool.trace(of: transaction.mail) else { return .success(0) }
    guard trace.hops <= Envelope.hopsMax else {
      return .failure(LoopRefusal(why: "this mail has crossed \(trace.hops) radio links"))
    }
    let returns = transaction.envelope.forwardPaths.contains {
      settings.peer(forDomain: $0.domain)?.key == trace.origin
    }
    guard !returns else {
      let why = "this mail came by radio from \(name(of: trace.origin)) and would go back there"
      return .failure(LoopRefusal(why: why))
    }
    return .success(trace.hops)
  }
}

/// Why a mail is taken to go in circles.
struct LoopRefusal: Error {
  var why: String

  /// What the relay is told (RFC 3463, X.4.6).
  func reply(to recipient: MailAddress) -> Reply {
    Reply(554, .init(5, 4, 6), "<\(recipient)> is in a loop: \(why)")
  }
}
