// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import GRDB
public import LoRaPHY
import MailCodec
public import MailRelay

/// What an opened message turns out to hold, before anything is unpacked.
enum ArrivedPiece {
  case mail([UInt8])
  case part(MailPart)
  case results(ResultList)
  case unreadable([UInt8], why: String)

  /// The pieces of a message, at least one.
  static func all(of message: InboundMessage) -> [ArrivedPiece] {
    do throws(ContentError) {
      switch message.content {
      case .mail: return [.mail(message.payload)]
      case .bundle: return try MailBundle(decoding: message.payload).mails.map { .mail($0) }
      case .part: return [.part(try MailPart(decoding: message.payload))]
      case .results: return [.results(try ResultList(decoding: message.payload))]
      }
    } catch {
      return [.unreadable(message.payload, why: error.description)]
    }
  }
}

/// A piece as it will be stored.
enum Arrival {
  /// A mail, unpacked.
  case mail(AirMail)
  /// A packed mail that cannot be read, and is named so to its sender.
  case unreadableMail([UInt8], why: String)
  /// A part that does not make its mail whole, or is not needed.
  case part(MailPart)
  /// The part that makes its mail whole, and that mail.
  indirect case whole(MailPart, Arrival)
  case results(ResultList)
  /// A payload that cannot be read.
  case unreadable([UInt8], why: String)

  /// Bytes it holds in memory.
  fileprivate var bytes: Int {
    switch self {
    case .mail(let mail): mail.content.count
    case .whole(_, let mail): mail.bytes
    case .unreadableMail(let bytes, _), .unreadable(let bytes, _): bytes.count
    case .part(let part): part.bytes.count
    case .results: 0
    }
  }
}

extension GatewayCore {
  /// Takes pieces that one transaction can store, and works out what they hold; nil when one was
  /// packed with mails that are not in the history.
  ///
  /// Whatever a message holds is acknowledged once it is stored: what cannot be read is kept. Each
  /// mail of a message may have been packed with those before it, so they enter the history.
  func arrivals(
    of pieces: inout ArraySlice<ArrivedPiece>, in message: InboundMessage,
    after history: inout MailHistory?
  ) throws(SpoolError) -> [Arrival]? {
    var arrivals: [Arrival] = []
    var held = 0
    while held < GatewayLimits.heldMailBytes, let piece = pieces.popFirst() {
      guard let arrival = try arrival(piece, in: message, after: history) else { return nil }
      if case .mail(let mail) = arrival, let entry = mail.entry {
        history?.append(entry)
        history?.trimForUnpacking()
      }
      held += arrival.bytes
      arrivals.append(arrival)
    }
    return arrivals
  }

  private func arrival(
    _ piece: ArrivedPiece, in message: InboundMessage, after history: MailHistory?
  ) throws(SpoolError) -> Arrival? {
    switch piece {
    case .mail(let packed): return read(packed, in: message, after: history)
    case .part(let part):
      guard let packed = try spool.packedMail(completedBy: part, from: message.peer) else {
        return .part(part)
      }
      return .whole(part, read(packed, of: part, from: message.peer))
    case .results(let list): return .results(list)
    case .unreadable(let payload, let why): return .unreadable(payload, why: why)
    }
  }

  /// Stores a piece, within the transaction that acknowledges it.
  func store(
    _ arrival: Arrival, of message: InboundMessage, into receipt: inout Receipt, in db: Database
  ) throws {
    let peer = message.peer
    switch arrival {
    case .mail(let mail): try store(mail, into: &receipt, in: db)
    case .unreadableMail(let packed, let why):
      let outcome = try keep(packed, from: peer, because: why, into: &receipt, in: db)
      guard case .stored = outcome else { return }
      try Spool.enqueue(
        OutgoingResult(
          peer: peer, kind: .unreadable(.unreadable), mailID: MailIdentity.packedID(packed),
          idLength: .short), in: db)
    case .part(let part):
      let stored = try Spool.store(
        part, from: peer, unix: wallClock(), at: queueClock.seconds, in: db)
      guard let stored else { return receipt.notices.append(repeated(part.mailID, from: peer)) }
      receipt.notices.append(
        .partArrived(
          id: MailIdentity.publicID(part.mailID), peer: name(of: peer), stored: stored,
          count: part.cut.count))
    case .whole(let part, let mail):
      try Spool.forgetParts(of: part, from: peer, in: db)
      try store(mail, of: message, into: &receipt, in: db)
      // Known from now on even when it was unreadable, or its last part would begin it again.
      try Spool.markWhole(part, from: peer, in: db)
    case .results(let list):
      let outcome = try Spool.apply(
        list, from: peer, answering: settings.reportedResults, in: db)
      for crossing in outcome.crossings {
        receipt.crossings.append((try told(crossing, in: db), peer))
      }
      for report in outcome.reports {
        receipt.notices.append(
          .reported(id: report.publicID, peer: name(of: peer), results: report.results))
        receipt.reports += try told(report, by: peer, in: db)
      }
    case .unreadable(let payload, let why):
      _ = try keep(payload, from: peer, because: why, into: &receipt, in: db)
    }
  }

  // MARK: - Mails

  func store(
    _ mail: AirMail, into receipt: inout Receipt, in db: Database
  ) throws {
    if let entry = mail.entry { try Spool.remember(entry, .received, of: mail.peer, in: db) }
    guard let stored = try Spool.store(mail, at: queueClock.seconds, in: db) else {
      return receipt.notices.append(repeated(mail.airID, from: mail.peer))
    }
    receipt.deliverable.append(stored.row)
    receipt.notices.append(
      .arrived(
        id: stored.publicID, peer: name(of: mail.peer), bytes: mail.content.count,
        sha256: mail.contentSHA256))
  }

  /// Reads a mail that came whole; nil when it was packed with others that are not in the history.
  private func read(
    _ packed: [UInt8], in message: InboundMessage, after history: MailHistory?
  ) -> Arrival? {
    do {
      var mail = try unpack(packed, copy: message.copy, from: message.peer, after: history)
      if history != nil, message.messageClass == .chat {
        mail.entry = MailHistory.Entry(envelope: mail.codedEnvelope, mail: mail.content)
      }
      return .mail(mail)
    } catch MailCodecError.unknownHistory {
      return nil
    } catch {
      return .unreadableMail(packed, why: "\(error)")
    }
  }

  /// Reads a mail that came in parts: it must be the one they name, and is packed without history.
  private func read(_ packed: [UInt8], of part: MailPart, from peer: PeerKey) -> Arrival {
    do {
      let mail = try unpack(packed, copy: part.copy, from: peer, after: nil)
      guard mail.airID == part.mailID else { throw ArrivalError.wrongMailID }
      return .mail(mail)
    } catch {
      return .unreadableMail(packed, why: "\(error)")
    }
  }

  /// Unpacks a mail and judges its recipients.
  private func unpack(
    _ packed: [UInt8], copy: UInt8, from peer: PeerKey, after history: MailHistory?
  ) throws -> AirMail {
    let unpacked = try codec.unpack(
      packed, history: history, limits: UnpackLimits(maximumBytes: MailCut.mostTotalBytes))
    let envelope = try Envelope(decoding: unpacked.envelope)
    return AirMail(
      peer: peer,
      airID: MailIdentity.airID(
        envelope: unpacked.envelope, content: unpacked.mail, copy: copy),
      envelope: envelope, codedEnvelope: unpacked.envelope, content: unpacked.mail,
      contentSHA256: MailIdentity.contentSHA256(unpacked.mail),
      refused: refusals(envelope, from: peer), goesOn: goesOn(envelope, from: peer),
      arrivedAtUnix: wallClock())
  }

  /// Whether something unreadable is new.
  private enum Keeping { case stored, known }

  private func keep(
    _ payload: [UInt8], from peer: PeerKey, because why: String, into receipt: inout Receipt,
    in db: Database
  ) throws -> Keeping {
    let stored = try Spool.storeUnreadable(payload, from: peer, unix: wallClock(), in: db)
    guard let stored else {
      receipt.notices.append(repeated(MailIdentity.packedID(payload), from: peer))
      return .known
    }
    receipt.notices.append(.unreadable(id: stored.publicID, peer: name(of: peer), why: why))
    return .stored
  }

  /// Recipients from the air that this gateway must not serve: it is no open relay.
  func refusals(_ envelope: Envelope, from peer: PeerKey) -> [Int: Reply] {
    if let reply = senderRefusal(envelope, from: peer) {
      return Dictionary(uniqueKeysWithValues: envelope.forwardPaths.indices.map { ($0, reply) })
    }
    // Bearers are served by their own names: who may use one is decided where its file is stored.
    guard BearerAddress.bearer(in: envelope) == nil else { return [:] }
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

  func name(of peer: PeerKey) -> String {
    settings.peer(peer)?.name ?? (peer == identity.publicKey ? settings.name : "unknown peer")
  }

  // MARK: - Relay

  /// The relay answered about a mail.
  public func delivered(
    _ results: [RecipientResult], of job: DeliveryJob, at now: Instant
  ) throws(SpoolError) -> [GatewayAction] {
    queueClock.advance(to: now)
    var actions: [GatewayAction] = []
    do throws(SpoolError) {
      if try spool.store(
        results, of: job, reporting: settings.reportedResults,
        keepingAtMost: settings.graceBytes, at: queueClock.seconds)
      {
        deliveries.finish(job.mail)
      } else {
        deliveries.retry(job.mail, at: now)
      }
      self.results.update(try spool.waitingResults(), at: now)
      let told = zip(job.envelope.forwardPaths, results).map(RecipientHandover.init)
      actions.append(.notice(.handedOver(id: job.publicID, results: told)))
    } catch {
      unsaved[job.mail] = (results, job)
      deliveries.retry(job.mail, at: now)
      actions.append(.notice(.spoolTrouble(error.description)))
    }
    return actions + (try handle(.deadline, at: now))
  }
}
