// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Fragmenter
import GRDB
package import LoRaPHY
import MailCodec
package import MailRelay

/// What other programs send by radio, and mail that comes beside it.
extension GatewayCore {
  /// Takes a file of a bearer, which goes like a mail without sender; its name in the queue.
  ///
  /// Nobody is told anything that a power cut could make untrue: the file stays where it is until
  /// the peer has it.
  ///
  /// - Throws: ``SpoolError`` when the gateway must stop.
  package func take(
    _ parcel: Parcel, of bearer: Bearer, at now: Instant
  ) throws(SpoolError) -> (result: Result<String, ParcelRefusal>, actions: [GatewayAction]) {
    queueClock.advance(to: now)
    do {
      let address = try BearerAddress.of(bearer.name)
      let bytes = parcel.encoded(leavingBy: bearer.route)
      if let reply = refusal(of: bytes, to: address, of: bearer) {
        return (.failure(ParcelRefusal(reply)), [])
      }
      let mail = try doorMail(bytes, to: address, of: bearer)
      let acceptance = try spool.accept(mail)
      guard !acceptance.consignments.isEmpty else { return (.success(acceptance.publicID), []) }
      beginWaiting(mail.terms)
      var actions: [GatewayAction] = [
        .notice(.accepted(id: acceptance.publicID, bytes: bytes.count, recipients: 1))
      ]
      for id in acceptance.consignments {
        if let job = try doorJob(id) { actions.append(.pack(job)) }
      }
      return (.success(acceptance.publicID), actions)
    } catch let error as SpoolError {
      return (
        .failure(ParcelRefusal(Self.refusal(error))), [.notice(.spoolTrouble(error.description))]
      )
    } catch {
      return (.failure(ParcelRefusal(Reply(554, .init(5, 6, 0), "\(error)"))), [])
    }
  }

  /// Why a file is not taken now, or never; nil when it is.
  private func refusal(
    of bytes: [UInt8], to address: MailAddress, of bearer: Bearer
  ) -> Reply? {
    guard let peer = settings.peer(bearer.peer) else {
      return Reply(451, .init(4, 3, 5), "The peer of this bearer was removed")
    }
    if let why = settings.receiveOnly {
      return Reply(451, .init(4, 3, 5), "It waits: the radio is \(why)")
    }
    guard settings.link.mode == .encrypted else {
      return Reply(
        550, .init(5, 7, 1),
        "Amateur radio must not carry what not everybody can read, such as files of bearers")
    }
    guard bytes.count <= largestMailBytes else {
      return tooLarge(address, bytes: bytes.count, most: largestMailBytes)
    }
    return backlog(address, peer)
  }

  private func doorMail(
    _ bytes: [UInt8], to address: MailAddress, of bearer: Bearer
  ) throws(EnvelopeError) -> DoorMail {
    let envelope = try Envelope(from: .null, to: [address], bodyKind: .binaryMIME)
    let coded = envelope.encoded()
    let transaction = MailTransaction(envelope: envelope, mail: bytes)
    var terms = DoorTerms(
      transaction, header: MailHeader(of: []), takenAt: queueClock.seconds, promised: nil)
    // Only the very same bytes are the same file.
    terms.likeness = nil
    let urgency = bearer.content.terms.map { Urgency($0.mailClass) } ?? .bulk
    let airID = MailIdentity.airID(envelope: coded, content: bytes, copy: 0)
    return DoorMail(
      envelope: envelope, content: bytes, airID: airID,
      doorKey: MailIdentity.doorKey(envelope: coded + bearer.peer.bytes, content: bytes),
      contentSHA256: MailIdentity.contentSHA256(bytes),
      ways: [
        DoorMail.Way(
          peer: bearer.peer, envelope: envelope, positions: [0], airID: airID, urgency: urgency)
      ], arrivedAtUnix: wallClock(), terms: terms)
  }

  /// What became of a file that was taken.
  package func fate(ofParcel id: String) throws(SpoolError) -> ParcelFate {
    try spool.fate(ofParcel: id)
  }

  // MARK: - Batches

  /// Mails that have waited so many seconds for a peer and were not left to a bearer yet, the
  /// oldest first.
  package func overdue(
    for peer: PeerKey, after seconds: Int64, at now: Instant
  ) throws(SpoolError) -> [String] {
    queueClock.advance(to: now)
    return try spool.overdue(for: peer, takenBy: queueClock.seconds - seconds)
  }

  /// Mails lie in a bearer's directory; they go on waiting for the radio.
  package func left(_ ids: [String], for peer: PeerKey) throws(SpoolError) {
    try spool.commit(doing: "noting mails that were left to a bearer") { db in
      for id in ids { try Spool.markLeft(id, for: peer, in: db) }
    }
  }

  /// Takes a mail that a peer left to a bearer, as if it came from the air: one reply for each
  /// recipient, 250 only after the commit.
  ///
  /// The peer is told that it is here, so that it need not send it. A mail that is known already
  /// changes nothing.
  ///
  /// - Throws: ``SpoolError`` when the gateway must stop.
  package func take(
    carried transaction: MailTransaction, from peer: PeerKey, at now: Instant
  ) throws(SpoolError) -> (replies: [Reply], actions: [GatewayAction]) {
    queueClock.advance(to: now)
    let mail = arrival(of: transaction, from: peer)
    var receipt = Receipt()
    do throws(SpoolError) {
      try spool.commit(doing: "storing a mail of a bearer") { db in
        guard try !Spool.isKnown(airID: mail.airID, in: db) else { return }
        try store(mail, into: &receipt, in: db)
        for position in mail.envelope.forwardPaths.indices where mail.refused[position] == nil {
          try Spool.enqueue(
            OutgoingResult(
              peer: peer, kind: .recipient(position, .storedBeside), mailID: mail.airID,
              idLength: .short), in: db)
        }
      }
    } catch {
      let replies = mail.envelope.forwardPaths.map { _ in Self.refusal(error) }
      return (replies, [.notice(.spoolTrouble(error.description))])
    }
    let replies = mail.envelope.forwardPaths.map { _ in Reply(250, .init(2, 0, 0), "taken") }
    return (replies, try follow(receipt, at: now) + handle(.deadline, at: now))
  }

  private func arrival(of transaction: MailTransaction, from peer: PeerKey) -> AirMail {
    let envelope = transaction.envelope
    return AirMail(
      peer: peer,
      airID: MailIdentity.airID(
        envelope: envelope.encoded(), content: transaction.mail, copy: 0),
      envelope: envelope, content: transaction.mail,
      contentSHA256: MailIdentity.contentSHA256(transaction.mail),
      refused: refusals(envelope, from: peer), goesOn: goesOn(envelope, from: peer),
      arrivedAtUnix: wallClock())
  }
}
