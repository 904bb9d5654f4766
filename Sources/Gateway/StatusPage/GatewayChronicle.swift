// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
package import LoRaPHY

/// What a gateway remembers of the last hours for the status page; bounded, and gone at its end.
package struct GatewayChronicle: Sendable, Equatable {
  /// The last events.
  package private(set) var events = GatewayEvents()
  /// The mails delivered last, the oldest first.
  package private(set) var delivered: [DeliveredMail] = []
  /// What the radio heard last.
  package private(set) var ear = RadioEar()
  private var timelines: [RowName: AirtimeTimeline] = [:]
  private var trends: [String: LinkTrend] = [:]
  private var begun: [String: Instant] = [:]
  private var keyed: [RowName: Duration] = [:]

  /// A gateway that has just started.
  package init() {}

  // MARK: - Taking down

  /// Something happened to a mail or to the gateway.
  package mutating func note(_ notice: GatewayNotice, unixSeconds: Int64) {
    events.note(notice.description, notice.severity, unixSeconds: unixSeconds)
    guard let mail = DeliveredMail(notice, unixSeconds: unixSeconds) else { return }
    delivered.append(mail)
    if delivered.count > DeliveredMail.mostKept { delivered.removeFirst() }
  }

  /// The radio's state changed; nil: it is in order.
  package mutating func radio(_ fault: String?, before: String?, unixSeconds: Int64) {
    guard (fault == nil) != (before == nil) else { return }
    if let fault {
      events.note("radio: \(fault)", .critical, unixSeconds: unixSeconds)
    } else {
      events.note("radio: in order again", .info, unixSeconds: unixSeconds)
    }
  }

  /// A frame is keyed in a band.
  package mutating func sent(_ airtime: Duration, in band: RowName, at now: Instant) {
    timelines[band, default: AirtimeTimeline()].sent(airtime, at: now)
    keyed[band, default: .zero] += airtime
  }

  /// A frame was heard, from whomever.
  package mutating func heard(snrDecibels: Double, rssiDbm: Double, at now: Instant) {
    ear.heard(snrDecibels: snrDecibels, rssiDbm: rssiDbm, at: now)
  }

  /// An authentic frame of a peer was heard.
  package mutating func heard(
    _ peer: String, _ reading: LinkReading, at now: Instant, unixSeconds: Int64
  ) {
    trends[peer, default: LinkTrend(peer: peer)].heard(
      reading, begun: &begun[peer], at: now, unixSeconds: unixSeconds)
  }

  // MARK: - Telling

  /// The airtime keyed in a band, by minute, the oldest first, microseconds.
  package func minutes(of band: RowName, at now: Instant) -> [Int64] {
    (timelines[band] ?? AirtimeTimeline()).history(at: now)
  }

  /// The airtime keyed in a band since the start.
  package func keyed(in band: RowName) -> Duration { keyed[band] ?? .zero }

  /// The trends of these peers; those of others are forgotten.
  package mutating func trends(of peers: [String]) -> [LinkTrend] {
    let known = Set(peers)
    trends = trends.filter { known.contains($0.key) }
    begun = begun.filter { known.contains($0.key) }
    return peers.map { trends[$0] ?? LinkTrend(peer: $0) }
  }
}
