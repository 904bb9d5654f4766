// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import MailRelay

extension GatewayEngine: ParcelCarrier {
  func take(_ parcel: Parcel, of bearer: Bearer) throws(ParcelRefusal) -> String {
    var result = Result<String, ParcelRefusal>.failure(ParcelRefusal(Self.goingDown))
    run { core, now throws(SpoolError) in
      let outcome = try core.take(parcel, of: bearer, at: now)
      result = outcome.result
      return outcome.actions
    }
    return try result.get()
  }

  func fate(ofParcel id: String) -> ParcelFate {
    do throws(SpoolError) {
      return try core.fate(ofParcel: id)
    } catch {
      perform(.notice(.spoolTrouble(error.description)))
      return .waiting
    }
  }
}

extension GatewayEngine: BatchCarrier {
  func overdue(for peer: PeerKey, after seconds: Int64) -> [String] {
    do throws(SpoolError) {
      return try core.overdue(for: peer, after: seconds, at: SystemClock.now())
    } catch {
      perform(.notice(.spoolTrouble(error.description)))
      return []
    }
  }

  func batched(_ id: String, for peer: PeerKey) throws(QueueRefusal) -> BatchedMail {
    try core.batched(id, for: core.name(of: peer))
  }

  func left(_ ids: [String], for peer: PeerKey) {
    do throws(SpoolError) {
      try core.left(ids, for: peer)
    } catch {
      // They are left again, and known at the other end.
      perform(.notice(.spoolTrouble(error.description)))
    }
  }

  func take(carried transaction: MailTransaction, from peer: PeerKey) -> [Reply] {
    var replies = transaction.envelope.forwardPaths.map { _ in Self.goingDown }
    run { core, now throws(SpoolError) in
      let outcome = try core.take(carried: transaction, from: peer, at: now)
      replies = outcome.replies
      return outcome.actions
    }
    return replies
  }

  func names(with peer: PeerKey) -> (own: String, peer: String) {
    (core.settings.name, core.name(of: peer))
  }
}
