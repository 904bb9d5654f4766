// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import GRDB
public import LoRaPHY
import MailCodec
public import MailRelay

extension GatewayCore {
  /// Stores what an opened message holds, within the transaction that acknowledges it.
  ///
  /// Whatever it holds is acknowledged once it is stored: what cannot be read is kept. Mails are
  /// unpacked one after the other, so that never more than one is in memory.
  func receive(_ message: InboundMessage, in db: Database) throws -> Receipt {
    var receipt = Receipt()
    switch ArrivedContent(message) {
    case .mails(let mails):
      for mail in mails {
        try store(mail, copy: message.copy, from: message.peer, into: &receipt, in: db)
      }
    case .part(let part): try store(part, from: message.peer, into: &receipt, in: db)
    case .results(let list):
      let peer = name(of: message.peer)
      receipt.notices += try Spool.apply(
        list, from: message.peer, answering: settings.reportedResults, in: db
      ).map { .reported(id: $0.publicID, peer: peer, results: $0.results) }
    case .unreadable(let why):
      _ = try keep(message.payload, from: message.peer, because: why, into: &receipt, in: db)
    }
    return receipt
  }

  /// What an opened message turns out to hold.
  private enum ArrivedContent {
    case mails([[UInt8]])
    case part(MailPart)
    case results(ResultList)
    case unreadable(why: String)

    init(_ message: InboundMessage) {
      do throws(ContentError) {
        switch message.content {
        case .mail: self = .mails([message.payload])
        case .bundle: self = .mails(try MailBundle(decoding: message.payload).mails)
        case .part: self = .part(try MailPart(decoding: message.payload))
        case .results: self = .results(try ResultList(decoding: message.payload))
        }
      } catch {
        self = .unreadable(why: error.description)
      }
    }
  }

  // MARK: - Mails

  private func store(
    _ packed: [UInt8], copy: UInt8, mailID: [UInt8]? = nil, from peer: PeerKey,
    into receipt: inout Receipt, in db: Database
  ) throws {
    let mail: AirMail
    do {
      mail = try read(packed, copy: copy, from: peer)
      if let mailID, mail.airID != mailID { throw ArrivalError.wrongMailID }
    } catch {
      let outcome = try keep(packed, from: peer, because: "\(error)", into: &receipt, in: db)
      guard case .stored = outcome else { return }
      try Spool.enqueue(
        OutgoingResult(
          peer: peer, kind: .unreadable(.unreadable), mailID: MailIdentity.packedID(packed),
          idLength: .short), in: db)
      return
    }
    guard let stored = try Spool.store(mail, in: db) else {
      return receipt.notices.append(.repeated(peer: name(of: peer)))
    }
    receipt.deliverable.append(stored.row)
    receipt.notices.append(
      .arrived(
        id: stored.publicID, peer: name(of: peer), bytes: mail.content.count,
        sha256: mail.contentSHA256))
  }

  private func store(
    _ part: MailPart, from peer: PeerKey, into receipt: inout Receipt, in db: Database
  ) throws {
    switch try Spool.store(part, from: peer, in: db) {
    case .known: receipt.notices.append(.repeated(peer: name(of: peer)))
    case .incomplete(let stored):
      receipt.notices.append(
        .partArrived(peer: name(of: peer), stored: stored, count: part.cut.count))
    case .complete(let packed):
      try store(
        packed, copy: part.copy, mailID: part.mailID, from: peer, into: &receipt, in: db)
      // Known from now on even when it was unreadable, or its last part would begin it again.
      try Spool.markWhole(part, from: peer, in: db)
    }
  }

  /// Unpacks a mail and judges its recipients.
  private func read(_ packed: [UInt8], copy: UInt8, from peer: PeerKey) throws -> AirMail {
    let unpacked = try codec.unpack(
      packed, limits: UnpackLimits(maximumBytes: MailCut.mostTotalBytes))
    let envelope = try Envelope(decoding: unpacked.envelope)
    return AirMail(
      peer: peer,
      airID: MailIdentity.airID(
        envelope: unpacked.envelope, content: unpacked.mail, copy: copy),
      envelope: envelope, content: unpacked.mail,
      contentSHA256: MailIdentity.contentSHA256(unpacked.mail),
      refused: refusals(envelope, from: peer), arrivedAtUnix: wallClock())
  }

  /// Whether something unreadable is new.
  private enum Keeping { case stored, known }

  private func keep(
    _ payload: [UInt8], from peer: PeerKey, because why: String, into receipt: inout Receipt,
    in db: Database
  ) throws -> Keeping {
    let stored = try Spool.storeUnreadable(payload, from: peer, unix: wallClock(), in: db)
    guard let stored else {
      receipt.notices.append(.repeated(peer: name(of: peer)))
      return .known
    }
    receipt.notices.append(.unreadable(id: stored.publicID, peer: name(of: peer), why: why))
    return .stored
  }

  /// Recipients from the air that this gateway must not serve: it is no open relay.
  private func refusals(_ envelope: Envelope, from peer: PeerKey) -> [Int: Reply] {
    let allowed = settings.localDomains.union(settings.peer(peer)?.relayFor ?? [])
    var refused: [Int: Reply] = [:]
    for (position, address) in envelope.forwardPaths.enumerated()
    where !allowed.contains(address.domain) {
      refused[position] = Reply(
        550, .init(5, 7, 1),
        "\(address.domain) is neither in local_domains nor in relay_for of this peer")
    }
    return refused
  }

  func name(of peer: PeerKey) -> String { settings.peer(peer)?.name ?? "unknown peer" }

  // MARK: - Relay

  /// The relay answered about a mail.
  public func delivered(
    _ results: [RecipientResult], of job: DeliveryJob, at now: Instant
  ) throws(SpoolError) -> [GatewayAction] {
    var actions: [GatewayAction] = []
    do throws(SpoolError) {
      if try spool.store(results, of: job, reporting: settings.reportedResults) {
        deliveries.finish(job.mail)
      } else {
        deliveries.retry(job.mail, at: now)
      }
      self.results.update(try spool.waitingResults(), at: now)
      let texts = zip(job.envelope.forwardPaths, results).map { "<\($0)> \($1.reply)" }
      actions.append(.notice(.handedOver(id: job.publicID, results: texts)))
    } catch {
      unsaved[job.mail] = (results, job)
      deliveries.retry(job.mail, at: now)
      actions.append(.notice(.spoolTrouble(error.description)))
    }
    return actions + (try handle(.deadline, at: now))
  }
}
