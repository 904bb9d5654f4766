// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
package import LoRaPHY
import MailRelay

extension GatewayCore {
  /// All that is known of a mail.
  ///
  /// - Throws: ``QueueRefusal``.
  package func details(of id: String, at now: Instant) throws(QueueRefusal) -> MailDetails {
    let mail: NamedMail?
    var stored: Spool.MailRecord?
    do throws(SpoolError) {
      mail = try spool.mail(named: id)
      if let mail { stored = try spool.record(of: mail) }
    } catch {
      throw .unavailable(error.description)
    }
    guard let mail, let record = stored else { throw .unknownMail(id) }
    var details = record.details
    details.origin = record.origin.map(name(of:))
    if let envelope = try? Envelope(decoding: record.envelope) {
      details.sender = String(decoding: envelope.reversePath.octets, as: UTF8.self)
      details.hops = envelope.hops
    }
    for (place, peer) in record.recipientPeers.enumerated() {
      details.recipients[place].peer = peer.map(name(of:))
    }
    for (place, way) in record.ways.enumerated() {
      fill(&details.ways[place], of: way, mail, bytes: details.bytes, at: now)
    }
    return details
  }

  private func fill(
    _ way: inout MailDetails.Way, of stored: (peer: PeerKey, loads: [Spool.Load]),
    _ mail: NamedMail, bytes: Int, at now: Instant
  ) {
    way.peer = name(of: stored.peer)
    let load = way.packedBytes ?? bytes
    way.priceUs = airtime(payloadBytes: load).wholeMicroseconds
    guard way.state != "arrived" else { return }
    let all = stored.loads.reduce(0) { $0 + $1.bytes }
    for part in stored.loads {
      let weight = Double(part.bytes) / Double(max(all, 1))
      if part.hasArrived { way.progress += weight }
      guard let report = station.reports.first(where: { $0.handle == part.handle }) else {
        continue
      }
      if way.state != "held" { way.state = "on air" }
      way.progress = min(1, way.progress + weight * report.progress)
      way.frames += Int((Double(report.frames) * part.share).rounded(.up))
      way.bytesOnAir += Int((Double(report.bytes) * part.share).rounded(.up))
      let airtime = Double(report.airtime.wholeMicroseconds)
      way.airtimeUs += Int64((airtime * part.share).rounded())
    }
    guard way.state != "held" else { return }
    let left = Int((Double(load) * (1 - way.progress)).rounded(.up))
    let time = arrival(of: mail.row, bytes: max(left, 1), to: stored.peer, at: now)
    way.etaSeconds = time?.median
    way.etaNinetiethSeconds = time?.ninetieth
  }
}
