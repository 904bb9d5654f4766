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
    let most = largestMailBytes
    if let octets = inquiry.declaredOctets, octets > most {
      return tooLarge(recipient, bytes: octets, most: most)
    }
    if let backlog = backlog(recipient, peer) { return backlog }
    if let refusal = policyRefusal(inquiry, peer: peer) { return refusal }
    return Reply(250, .init(2, 1, 5), "<\(recipient)> goes by radio to \(peer.name)")
  }

  /// Takes a mail, by itself: one reply for each recipient, 250 only after the commit.
  ///
  /// - Throws: ``SpoolError`` when the gateway must stop.
  public func accept(
    _ transaction: MailTransaction, at now: Instant
  ) throws(SpoolError) -> (replies: [Reply], actions: [GatewayAction]) {
    let (verdict, actions) = try take(transaction, at: now)
    return (verdict.replies(after: secure()), actions)
  }

  /// Takes a mail, which outlives the process from now on, and a power cut from ``secure()`` on.
  ///
  /// What is done with it meanwhile comes to nothing when the power fails: its first frame is sent
  /// only after a commit of its own.
  ///
  /// - Throws: ``SpoolError`` when the gateway must stop.
  public func take(
    _ transaction: MailTransaction, at now: Instant
  ) throws(SpoolError) -> (verdict: DoorVerdict, actions: [GatewayAction]) {
    queueClock.advance(to: now)
    let recipients = transaction.envelope.forwardPaths
    let header = MailHeader(of: transaction.mail)
    let (replies, actions): ([Reply], [GatewayAction])
    if let refusal = refusal(of: transaction, header) {
      (replies, actions) = (recipients.map(refusal), [])
    } else {
      let sorting = DoorSorting(transaction, policyVerdicts(transaction))
      (replies, actions) =
        sorting.isPlain
        ? try store(transaction, header, DoorHandling(), at: now)
        : try store(transaction, header, sorting, at: now)
    }
    return (DoorVerdict(replies: replies), actions)
  }

  /// Has all mails that were taken until now outlive a power cut; many may share one wait for the
  /// disk.
  public func secure() -> Result<Void, SpoolError> {
    let seconds = queueClock.seconds
    do throws(SpoolError) {
      // Whatever is written with a wait for the disk takes all that was written before along.
      try spool.commit(doing: "storing mail") { try Spool.storeRunSeconds(seconds, in: $0) }
      return .success(())
    } catch {
      return .failure(error)
    }
  }

  /// Stores a mail that is taken.
  func store(
    _ transaction: MailTransaction, _ header: MailHeader, _ handling: DoorHandling,
    at now: Instant
  ) throws(SpoolError) -> (replies: [Reply], actions: [GatewayAction]) {
    let recipients = transaction.envelope.forwardPaths
    do {
      let hops = try hops(of: transaction)
      if case .failure(let refusal) = hops {
        return (recipients.map(refusal.reply(to:)), [])
      }
      let size = transaction.mail.count
      let arrival = try arrival(
        ofBytes: MailCodec.expectedBytes(of: transaction.mail),
        handling.urgency(of: recipients.indices, asked: transaction.request.priority),
        to: peers(for: recipients), at: now)
      if let refusal = Self.lateness(of: transaction.request, arrival) {
        return (recipients.map(refusal), [])
      }
      let terms = DoorTerms(
        transaction, header: header, takenAt: queueClock.seconds,
        promised: arrival?.ninetieth.components.seconds)
      let mail = try doorMail(transaction, handling, terms, hops: hops.get())
      let acceptance = try spool.accept(mail)
      if !acceptance.consignments.isEmpty { beginWaiting(terms) }
      let price = airtime(payloadBytes: size)
      let text =
        "queued as \(acceptance.publicID), at most \(price.forPeople) of airtime"
        + (handling.heldBecause.map { ", held for the operator: \($0)" }
          ?? (acceptance.consignments.isEmpty ? "" : arrival.forPeople))
      var actions: [GatewayAction] = [
        .notice(
          .accepted(id: acceptance.publicID, bytes: size, recipients: recipients.count))
      ]
      for id in acceptance.consignments {
        if let job = try doorJob(id, content: mail.content) { actions.append(.pack(job)) }
      }
      return (recipients.map { Reply(250, .init(2, 0, 0), "<\($0)> \(text)") }, actions)
    } catch let error as SpoolError {
      return (recipients.map { _ in Self.refusal(error) }, [.notice(.spoolTrouble("\(error)"))])
    } catch {
      let reply = Reply(554, .init(5, 6, 0), "This mail cannot be carried: \(error)")
      return (recipients.map { _ in reply }, [])
    }
  }

  /// The peers that these recipients live behind.
  private func peers(for recipients: [MailAddress]) -> [PeerKey] {
    settings.peers.filter { peer in
      recipients.contains { settings.peer(forDomain: $0.domain)?.key == peer.key }
    }.map(\.key)
  }

  static func hidden(_ recipient: MailAddress) -> Reply {
    Reply(
      550, .init(5, 7, 1),
      "<\(recipient)> is reached by amateur radio, which must not carry encrypted mail; send it"
        + " unencrypted, everybody can read it then")
  }

  static func refusal(_ error: SpoolError) -> Reply {
    switch error {
    case .full: Reply(452, .init(4, 3, 1), "The radio gateway's spool disk is full; try later")
    default: Reply(451, .init(4, 3, 0), "The radio gateway cannot store mail now; try later")
    }
  }

  private func doorMail(
    _ transaction: MailTransaction, _ handling: DoorHandling, _ terms: DoorTerms, hops: Int
  ) throws -> DoorMail {
    let envelope = transaction.envelope.after(hops: hops) ?? transaction.envelope
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
            envelope: part.encoded(), content: transaction.mail, copy: 0),
          urgency: handling.urgency(of: positions, asked: transaction.request.priority)))
    }
    return DoorMail(
      envelope: envelope, content: transaction.mail,
      airID: ways.first?.airID
        ?? MailIdentity.airID(envelope: envelope.encoded(), content: transaction.mail, copy: 0),
      doorKey: MailIdentity.doorKey(envelope: envelope.encoded(), content: transaction.mail),
      contentSHA256: MailIdentity.contentSHA256(transaction.mail), ways: ways,
      arrivedAtUnix: wallClock(), terms: terms, heldBecause: handling.heldBecause)
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
    let actions = try store(job, packed: bytes, at: now)
    return actions + (try nextDoorJobs(after: job.consignment))
  }

  private func store(
    _ job: PackingJob, packed bytes: [UInt8], at now: Instant
  ) throws(SpoolError) -> [GatewayAction] {
    if preparing[job.peer] == job.consignment { preparing[job.peer] = nil }
    do throws(SpoolError) {
      let ready = try spool.storePacked(
        job, bytes, messageClass: job.urgency.messageClass(packedBytes: bytes.count))
      // Other peers, and other large classes, have no more than before; small mails had to wait.
      exhausted[job.peer]?.subtract([ready ?? .chat, .chat])
      prepared.remove(job.peer)
    } catch {
      // It stays on disk as it was: it is packed again after a pause, or at the next start.
      packing.retry(job.consignment.rawValue, at: now)
      return [.notice(.spoolTrouble(error.description))]
    }
    packing.finish(job.consignment.rawValue)
    let name = try spool.names(of: job.consignment)
    let notice = GatewayNotice.packed(
      id: name?.publicID ?? "", peer: self.name(of: job.peer), rawBytes: job.content.count,
      packedBytes: bytes.count)
    return [.notice(notice)] + (try handle(.deadline, at: now))
  }
}
