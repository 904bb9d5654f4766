// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY

/// When something will have arrived, in seconds; nil: never, or nobody knows.
struct ArrivalTime {
  var median: Double?
  var ninetieth: Double?
}

/// Figures about the queue whose cost does not grow with the mails in it.
extension GatewayCore {
  /// What waits for each peer, and when the last of it will be there.
  func waiting(at now: Instant) throws(SpoolError) -> [PeerKey: GatewayStatus.Waiting] {
    let (sums, held) = try spool.waitingSums()
    guard try spool.hasWaiting(moreThan: GatewayLimits.forecastMails) else {
      return try waitingExactly(held, at: now)
    }
    let queues = Self.loads(sums, without: held)
    let ends = arrivals(of: queues, at: now)
    var waiting: [PeerKey: GatewayStatus.Waiting] = [:]
    for (queue, end) in zip(queues, ends) {
      var figures = GatewayStatus.Waiting()
      figures.held = Self.mails(held, of: queue.peer)
      figures.mails = Self.mails(sums, of: queue.peer) - figures.held
      figures.priceUs = queue.loads.reduce(0) {
        $0 + airtime(payloadBytes: $1.payloadBytes).wholeMicroseconds
      }
      figures.etaSeconds = end.median
      figures.etaNinetiethSeconds = end.ninetieth
      waiting[queue.peer] = figures
    }
    return waiting
  }

  /// The same mail by mail, where there are few.
  private func waitingExactly(
    _ held: [WaitingSum], at now: Instant
  ) throws(SpoolError) -> [PeerKey: GatewayStatus.Waiting] {
    let entries = try entries(spool.openRows(), at: now)
    var waiting: [PeerKey: GatewayStatus.Waiting] = [:]
    for route in settings.peers {
      let own = entries.filter { $0.peer == route.name && $0.state != QueueEntry.held }
      waiting[route.key] = GatewayStatus.Waiting(own)
      waiting[route.key]?.held = Self.mails(held, of: route.key)
    }
    return waiting
  }

  /// When a mail that is taken now would be with the last of these peers, where so many wait that
  /// they are not told one by one; nil when that cannot be told.
  func arrivalAmongMany(
    ofBytes bytes: Int, _ urgency: Urgency, to peers: [PeerKey], at now: Instant
  ) throws(SpoolError) -> ArrivalTime? {
    let (sums, held) = try spool.waitingSums()
    let own = WaitingLoad(
      payloadBytes: bytes, progress: 0, messageClass: urgency.messageClass(packedBytes: bytes))
    let all = Self.loads(sums, without: held)
    let times = peers.map { peer in
      // Of the classes behind its own nothing goes before it.
      let before =
        all.first { $0.peer == peer }?.loads
        .filter { $0.messageClass.rawValue <= own.messageClass.rawValue } ?? []
      return arrivals(
        of: all.filter { $0.peer != peer } + [(peer: peer, loads: before + [own])], at: now
      ).last
    }
    return times.compactMap(\.self).max { ($0.median ?? .infinity) < ($1.median ?? .infinity) }
  }

  /// When a mail that waits for a peer will be there, after all that goes before it.
  func arrival(of mail: Int64, bytes: Int, to peer: PeerKey, at now: Instant) -> ArrivalTime? {
    do throws(SpoolError) {
      guard let ahead = try spool.sumsAhead(of: mail, to: peer) else { return nil }
      let (sums, held) = try spool.waitingSums()
      var queues = Self.loads(sums, without: held).filter { $0.peer != peer }
      let before = Self.loads(ahead, without: []).first?.loads ?? []
      let own = WaitingLoad(
        payloadBytes: bytes, progress: 0, messageClass: MessageClass(packedBytes: bytes))
      queues.append((peer: peer, loads: before + [own]))
      return arrivals(of: queues, at: now).last
    } catch {
      // A figure for people; what it is about is safe.
      return nil
    }
  }

  /// When the last load of each queue will be there.
  ///
  /// A long queue is foretold from one of the same make-up that is shorter: otherwise the ledger
  /// would be run forward over months.
  private func arrivals(
    of queues: [(peer: PeerKey, loads: [WaitingLoad])], at now: Instant
  ) -> [ArrivalTime] {
    let longest = queues.map { $0.loads.reduce(0) { $0 + $1.payloadBytes } }.max() ?? 0
    let scale = max(1, Double(longest) / Double(GatewayLimits.forecastBytes))
    let shorter = queues.map { queue in
      (
        peer: queue.peer,
        loads: queue.loads.map { load in
          var load = load
          load.payloadBytes = Int((Double(load.payloadBytes) / scale).rounded(.up))
          return load
        }
      )
    }
    return station.forecast(shorter, at: now).map { estimates in
      ArrivalTime(
        median: estimates.last?.median.map { $0.inSeconds * scale },
        ninetieth: estimates.last?.ninetieth.map { $0.inSeconds * scale })
    }
  }

  /// The sums as loads, by peer, urgent classes first.
  private static func loads(
    _ sums: [WaitingSum], without held: [WaitingSum]
  ) -> [(peer: PeerKey, loads: [WaitingLoad])] {
    var queues: [(peer: PeerKey, loads: [WaitingLoad])] = []
    for sum in sums.sorted(by: { $0.messageClass.rawValue < $1.messageClass.rawValue }) {
      let kept = held.first { $0.peer == sum.peer && $0.messageClass == sum.messageClass }
      let bytes = max(sum.bytes - (kept?.bytes ?? 0), 0)
      guard sum.mails > kept?.mails ?? 0 else { continue }
      let load = WaitingLoad(payloadBytes: bytes, progress: 0, messageClass: sum.messageClass)
      if let place = queues.firstIndex(where: { $0.peer == sum.peer }) {
        queues[place].loads.append(load)
      } else {
        queues.append((peer: sum.peer, loads: [load]))
      }
    }
    return queues
  }

  private static func mails(_ sums: [WaitingSum], of peer: PeerKey) -> Int {
    sums.reduce(0) { $0 + ($1.peer == peer ? $1.mails : 0) }
  }
}
