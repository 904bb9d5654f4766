// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import MailRelay

/// What the door refuses for the sake of the air, in words for the sender.
extension GatewayCore {
  /// Reckons ``largestMailBytes``, which takes a while.
  func reckonLargestMail() {
    let most = settings.maximumMailBytes
    guard let limit = settings.doorLimits.airtimePerMail else { return largestMailBytes = most }
    largestMailBytes = Self.mostBytes(within: limit, upTo: most) {
      airtime(payloadBytes: $0 + GatewayLimits.storedOverheadBytes)
    }
  }

  /// The most bytes whose price keeps within a limit, at least 1; prices rise with the bytes.
  static func mostBytes(
    within limit: Duration, upTo bound: Int, price: (Int) -> Duration
  ) -> Int {
    var (fits, exceeds) = (1, bound + 1)
    while exceeds - fits > 1 {
      let middle = fits + (exceeds - fits) / 2
      if price(middle) <= limit { fits = middle } else { exceeds = middle }
    }
    return fits
  }

  /// The refusal of a mail that costs too much.
  func tooLarge(_ recipient: MailAddress, bytes: Int, most: Int) -> Reply {
    let price = airtime(payloadBytes: bytes).forPeople
    let limit =
      if let airtime = settings.doorLimits.airtimePerMail, most < settings.maximumMailBytes {
        "this link takes mails up to \(airtime.forPeople) of airtime (\(most / 1000) kB)"
      } else {
        "this gateway takes mails up to \(settings.maximumMailBytes / 1000) kB"
      }
    return Reply(
      552, .init(5, 3, 4), "<\(recipient)> would need about \(price) of airtime; \(limit)")
  }

  /// Why more mail for a peer is put off; nil when it is not.
  func backlog(_ recipient: MailAddress, _ peer: PeerRoute) -> Reply? {
    guard let limit = settings.doorLimits.airtimePerPeer else { return nil }
    do throws(SpoolError) {
      let waiting = airtime(payloadBytes: try spool.waitingBytes(for: peer.key))
      guard waiting >= limit else { return nil }
      return Reply(
        452, .init(4, 3, 1),
        "<\(recipient)> \(waiting.forPeople) of mail is already waiting for \(peer.name); limit"
          + " \(limit.forPeople)")
    } catch {
      return Self.refusal(error)
    }
  }

  /// Why a mail is refused, for each of its recipients; nil when it is not.
  func refusal(
    of transaction: MailTransaction, _ header: MailHeader
  ) -> ((MailAddress) -> Reply)? {
    let (size, most) = (transaction.mail.count, largestMailBytes)
    guard size <= most else { return { self.tooLarge($0, bytes: size, most: most) } }
    guard settings.link.mode == .encrypted || !HiddenContent.isHidden(in: transaction.mail) else {
      return Self.hidden
    }
    let servers = ReceivedTrace(of: header).count
    guard servers > DoorLimits.mostReceivedFields else { return nil }
    return { recipient in
      Reply(
        554, .init(5, 4, 6),
        "<\(recipient)> The mail has been through \(servers) servers; it runs in circles")
    }
  }

  /// Why a mail is refused that would be too late; nil when it may be in time.
  ///
  /// What the codec will make of it is an estimate by now.
  static func lateness(
    of request: DeliveryRequest, _ arrival: ExpectedArrival?
  ) -> ((MailAddress) -> Reply)? {
    guard let deadline = request.deliverBy, deadline.mode == .returning, let arrival,
      deadline.remaining < arrival.median
    else { return nil }
    return { recipient in
      Reply(
        552, .init(5, 4, 7),
        "<\(recipient)> The mail is asked to be there within \(deadline.remaining.forPeople);"
          + " earliest \(arrival.median.forPeople)")
    }
  }
}

/// When a mail will be there, from now on.
struct ExpectedArrival {
  /// As often as not.
  var median: Duration
  /// In nine of ten cases.
  var ninetieth: Duration
}

extension ExpectedArrival? {
  /// The end of a reply that takes a mail; nothing when the time cannot be told.
  var forPeople: String {
    guard let self else { return "" }
    return ", there in about \(self.median.forPeople)"
      + " (9 of 10: \(self.ninetieth.forPeople))"
  }
}

extension GatewayCore {
  /// When a mail that is taken now, and packs to so many bytes, would be with the last of these
  /// peers; nil when that cannot be told.
  func arrival(
    ofBytes bytes: Int, _ urgency: Urgency, to peers: [PeerKey], at now: Instant
  ) throws(SpoolError) -> ExpectedArrival? {
    // The reply must not take longer with every mail that waits.
    guard try !spool.hasWaiting(moreThan: GatewayLimits.doorForecastMails) else {
      return try ExpectedArrival(arrivalAmongMany(ofBytes: bytes, urgency, to: peers, at: now))
    }
    let rows = try spool.openRows()
    var entries = entriesWithoutTimes(rows)
    var places = rows.map(\.place)
    let messageClass = urgency.messageClass(packedBytes: bytes)
    for peer in peers {
      entries.append(QueueEntry(newFor: name(of: peer), bytes: bytes))
      places.append(QueuePlace(peer: peer, messageClass: messageClass, urgency: urgency))
    }
    estimate(&entries, places: places, at: now)
    let new = entries.suffix(peers.count)
    let (medians, ninetieths) = (new.map(\.etaSeconds), new.map(\.etaNinetiethSeconds))
    guard !medians.contains(nil), !ninetieths.contains(nil) else { return nil }
    return ExpectedArrival(
      ArrivalTime(
        median: medians.compactMap(\.self).max(), ninetieth: ninetieths.compactMap(\.self).max()))
  }
}

extension ExpectedArrival {
  /// A time that can be told; nil when it cannot.
  fileprivate init?(_ time: ArrivalTime?) {
    guard let median = time?.median, let ninetieth = time?.ninetieth else { return nil }
    self.init(median: .seconds(median), ninetieth: .seconds(ninetieth))
  }
}

extension QueueEntry {
  /// A mail that may be taken.
  fileprivate init(newFor peer: String, bytes: Int) {
    self.init(
      id: "", direction: .out, peer: peer, sender: "", recipients: [], rawBytes: bytes,
      packedBytes: nil, state: "packing", progress: 0, frames: 0, airtimeMicroseconds: 0,
      priceMicroseconds: nil, etaSeconds: nil, etaNinetiethSeconds: nil, arrivedAtUnix: 0)
  }
}
