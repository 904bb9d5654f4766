// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
public import LoRaPHY
import MailCodec
public import MailRelay

extension GatewayCore {
  /// Judges a recipient at the door, before the mail is sent.
  public func judge(_ inquiry: RecipientInquiry) -> Reply {
    let recipient = inquiry.recipient
    if settings.localDomains.contains(recipient.domain) {
      return Reply(
        550, .init(5, 4, 6), "<\(recipient)> is local here; deliver it without the radio")
    }
    guard let peer = settings.peer(forDomain: recipient.domain) else {
      return Reply(
        550, .init(5, 1, 2), "<\(recipient)> no radio peer of \(settings.name) serves this domain")
    }
    if let why = settings.receiveOnly {
      // Temporary: the relay keeps the mail while the operator makes up his mind.
      return Reply(451, .init(4, 3, 5), "<\(recipient)> waits: the radio is \(why)")
    }
    if let octets = inquiry.declaredOctets, octets > settings.maximumMailBytes {
      return tooLarge(recipient, bytes: octets)
    }
    return Reply(250, .init(2, 1, 5), "<\(recipient)> goes by radio to \(peer.name)")
  }

  /// Takes a mail: one reply for each recipient, 250 only after the commit.
  ///
  /// - Throws: ``SpoolError`` when the gateway must stop.
  public func accept(
    _ transaction: MailTransaction, at now: Instant
  ) throws(SpoolError) -> (replies: [Reply], actions: [GatewayAction]) {
    let recipients = transaction.envelope.forwardPaths
    let size = transaction.mail.count
    guard size <= settings.maximumMailBytes else {
      return (recipients.map { tooLarge($0, bytes: size) }, [])
    }
    guard settings.link.mode == .encrypted || !HiddenContent.isHidden(in: transaction.mail) else {
      return (recipients.map(Self.hidden), [])
    }
    do {
      let mail = try doorMail(transaction)
      let acceptance = try spool.accept(mail)
      let price = airtime(payloadBytes: size)
      let text =
        "queued as \(acceptance.publicID), at most \(price.forPeople) of airtime"
        + (try arrival(of: acceptance.publicID, at: now))
      var actions: [GatewayAction] = [
        .notice(
          .accepted(id: acceptance.publicID, bytes: size, recipients: recipients.count))
      ]
      for id in acceptance.consignments {
        if let job = try doorJob(id) { actions.append(.pack(job)) }
      }
      return (recipients.map { Reply(250, .init(2, 0, 0), "<\($0)> \(text)") }, actions)
    } catch let error as SpoolError {
      return (recipients.map { _ in Self.refusal(error) }, [.notice(.spoolTrouble("\(error)"))])
    } catch {
      let reply = Reply(554, .init(5, 6, 0), "This mail cannot be carried: \(error)")
      return (recipients.map { _ in reply }, [])
    }
  }

  /// When a mail just taken will have arrived, in words; nothing when that cannot be told.
  private func arrival(of id: String, at now: Instant) throws(SpoolError) -> String {
    // The reply must not take longer with every mail that waits.
    guard try spool.openConsignments() <= GatewayLimits.forecastMails,
      let entry = try queue(at: now).last(where: { $0.id == id }),
      let median = entry.etaSeconds, let ninetieth = entry.etaNinetiethSeconds
    else { return "" }
    return ", there in about \(Duration.seconds(median).forPeople)"
      + " (9 of 10: \(Duration.seconds(ninetieth).forPeople))"
  }

  private static func hidden(_ recipient: MailAddress) -> Reply {
    Reply(
      550, .init(5, 7, 1),
      "<\(recipient)> is reached by amateur radio, which must not carry encrypted mail; send it"
        + " unencrypted, everybody can read it then")
  }

  private static func refusal(_ error: SpoolError) -> Reply {
    switch error {
    case .full: Reply(452, .init(4, 3, 1), "The radio gateway's spool disk is full; try later")
    default: Reply(451, .init(4, 3, 0), "The radio gateway cannot store mail now; try later")
    }
  }

  private func doorMail(_ transaction: MailTransaction) throws -> DoorMail {
    let envelope = transaction.envelope
    var ways: [DoorMail.Way] = []
    for peer in settings.peers {
      let positions = envelope.forwardPaths.indices.filter {
        settings.peer(forDomain: envelope.forwardPaths[$0].domain)?.key == peer.key
      }
      guard !positions.isEmpty else { continue }
      let part = try envelope.restricted(to: positions.map { envelope.forwardPaths[$0] })
      ways.append(
        DoorMail.Way(
          peer: peer.key, envelope: part, positions: positions,
          airID: MailIdentity.airID(
            envelope: part.encoded(), content: transaction.mail, copy: 0)))
    }
    return DoorMail(
      envelope: envelope, content: transaction.mail,
      airID: ways.first?.airID
        ?? MailIdentity.airID(envelope: envelope.encoded(), content: transaction.mail, copy: 0),
      doorKey: MailIdentity.doorKey(envelope: envelope.encoded(), content: transaction.mail),
      contentSHA256: MailIdentity.contentSHA256(transaction.mail), ways: ways,
      arrivedAtUnix: wallClock())
  }

  private func tooLarge(_ recipient: MailAddress, bytes: Int) -> Reply {
    Reply(
      552, .init(5, 3, 4),
      "<\(recipient)> would need about \(airtime(payloadBytes: bytes).forPeople) of airtime; "
        + "this gateway takes mails up to \(settings.maximumMailBytes / 1000) kB")
  }

  /// The time on air of so many bytes, without loss: whole messages and a rest.
  func airtime(payloadBytes: Int) -> Duration {
    let planner = settings.link.planner
    let whole = payloadBytes / planner.largestPayloadBytes
    let rest = payloadBytes % planner.largestPayloadBytes
    func time(_ bytes: Int) -> Duration {
      planner.layout(payloadBytes: bytes).map { planner.timeOnAir($0, payloadBytes: bytes) }
        ?? .zero
    }
    return time(planner.largestPayloadBytes) * whole + time(rest)
  }

  /// The codec is through with a consignment.
  ///
  /// - Throws: ``SpoolError`` when the gateway must stop.
  public func packed(
    _ job: PackingJob, bytes: [UInt8], at now: Instant
  ) throws(SpoolError) -> [GatewayAction] {
    if preparing[job.peer] == job.consignment { preparing[job.peer] = nil }
    do throws(SpoolError) {
      try spool.storePacked(job, bytes, messageClass: MessageClass(packedBytes: bytes.count))
    } catch {
      // It stays on disk as it was: it is packed again after a pause, or at the next start.
      packing.retry(job.consignment.rawValue, at: now)
      return [.notice(.spoolTrouble(error.description))]
    }
    packing.finish(job.consignment.rawValue)
    forgetExhaustion()
    let name = try spool.names(of: job.consignment)
    let notice = GatewayNotice.packed(
      id: name?.publicID ?? "", peer: self.name(of: job.peer), rawBytes: job.content.count,
      packedBytes: bytes.count)
    return [.notice(notice)] + (try handle(.deadline, at: now))
  }
}
