// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import GRDB
public import LoRaPHY
import MailCodec
public import MailRelay

/// What an opened message turns out to hold, before anything is unpacked.
enum ArrivedContent {
  /// Packed mails, at least one.
  case mails([[UInt8]])
  case part(MailPart)
  case results(ResultList)
  case unreadable([UInt8], why: String)

  init(of message: InboundMessage) {
    do throws(ContentError) {
      switch message.content {
      case .mail: self = .mails([message.payload])
      case .bundle: self = .mails(try MailBundle(decoding: message.payload).mails)
      case .part: self = .part(try MailPart(decoding: message.payload))
      case .results: self = .results(try ResultList(decoding: message.payload))
      }
    } catch {
      self = .unreadable(message.payload, why: error.description)
    }
  }
}

/// A piece of a message as it will be stored.
enum Arrival {
  /// A mail, unpacked and judged.
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
}

extension GatewayCore {
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

  /// What the codec made of a mail, as it will be stored.
  func arrival(_ mail: UnpackingResult.Mail, of job: UnpackingJob) -> Arrival {
    let arrival: Arrival =
      switch mail {
      case .read(let mail): .mail(judged(mail, from: job.message.peer))
      case .unreadable(let packed, let why): .unreadableMail(packed, why: why)
      }
    return job.part.map { .whole($0, arrival) } ?? arrival
  }

  private func judged(_ mail: CarriedMail, from peer: PeerKey) -> AirMail {
    AirMail(
      peer: peer, airID: mail.airID, envelope: mail.envelope, entry: mail.entry,
      content: mail.content, contentSHA256: mail.contentSHA256,
      refused: refusals(mail.envelope, from: peer), goesOn: goesOn(mail.envelope, from: peer),
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
