// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
public import LoRaPHY
import MailCodec
public import MailRelay

/// A message from the air, read as far as it can be, ready to be committed.
struct Arrival {
  let peerName: String
  let content: Content

  enum Content {
    case mail(AirMail)
    case unreadable([UInt8], peer: PeerKey, sha256: [UInt8], unix: Int64, why: String)
  }

  enum Outcome: Equatable {
    case stored(StoredMail)
    case kept(StoredMail)
    case repeated
  }

  func store(in db: Database) throws -> Outcome {
    switch content {
    case .mail(let mail):
      return try Spool.store(mail, in: db).map(Outcome.stored) ?? .repeated
    case .unreadable(let payload, let peer, let sha256, let unix, _):
      return .kept(
        try Spool.storeUnreadable(payload, from: peer, sha256: sha256, unix: unix, in: db))
    }
  }

  func notice(_ outcome: Outcome) -> GatewayNotice {
    switch (content, outcome) {
    case (.mail(let mail), .stored(let stored)), (.mail(let mail), .kept(let stored)):
      .arrived(
        id: stored.publicID, peer: peerName, bytes: mail.content.count,
        sha256: mail.contentSHA256)
    case (.unreadable(_, _, _, _, let why), .stored(let stored)),
      (.unreadable(_, _, _, _, let why), .kept(let stored)):
      .unreadable(id: stored.publicID, peer: peerName, why: why)
    case (_, .repeated): .repeated(peer: peerName)
    }
  }
}

extension GatewayCore {
  /// Unpacks a message and judges its recipients.
  func examine(_ message: InboundMessage) -> Arrival {
    let name = settings.peer(message.peer)?.name ?? "unknown peer"
    let content: Arrival.Content
    do {
      let unpacked = try codec.unpack(
        message.payload, limits: UnpackLimits(maximumBytes: GatewayLimits.largestMailBytes))
      let envelope = try Envelope(decoding: unpacked.envelope)
      content = .mail(
        AirMail(
          peer: message.peer,
          airID: MailIdentity.airID(envelope: unpacked.envelope, content: unpacked.mail),
          envelope: envelope, content: unpacked.mail,
          contentSHA256: MailIdentity.contentSHA256(unpacked.mail),
          refused: refusals(envelope, from: message.peer), arrivedAtUnix: wallClock()))
    } catch {
      content = .unreadable(
        message.payload, peer: message.peer,
        sha256: MailIdentity.contentSHA256(message.payload), unix: wallClock(), why: "\(error)")
    }
    return Arrival(peerName: name, content: content)
  }

  /// Recipients from the air that this gateway must not serve: it is no open relay.
  private func refusals(_ envelope: Envelope, from peer: PeerKey) -> [Int: String] {
    let allowed = settings.localDomains.union(settings.peer(peer)?.relayFor ?? [])
    var refused: [Int: String] = [:]
    for (position, address) in envelope.forwardPaths.enumerated()
    where !allowed.contains(address.domain) {
      refused[position] =
        "550 5.7.1 \(address.domain) is neither in local_domains nor in relay_for of this peer"
    }
    return refused
  }

  /// The relay answered about a mail.
  public func delivered(
    _ results: [RecipientResult], of job: DeliveryJob, at now: Instant
  ) throws(SpoolError) -> [GatewayAction] {
    var actions: [GatewayAction] = []
    do throws(SpoolError) {
      if try spool.store(results, of: job) {
        deliveries.finish(job.mail)
      } else {
        deliveries.retry(job.mail, at: now)
      }
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
