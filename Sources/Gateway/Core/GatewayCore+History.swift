// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
package import MailCodec

extension GatewayCore {
  /// Has the mails of the next small message to a peer packed with those before them, one at a
  /// time; while a message is on its way, as if it had arrived.
  ///
  /// So the codec works while the radio is busy, and each mail is packed so once, unless the peer
  /// turns out not to have what it was packed with.
  func prepare(for peer: PeerKey) throws(SpoolError) -> [GatewayAction] {
    guard preparing[peer] == nil, !prepared.contains(peer), restsUntil == nil else { return [] }
    prepared.insert(peer)
    let moment: Lineup.Moment =
      station.hasRoom(for: peer, of: .chat) ? .now : .afterOpenShipments
    guard let next = try spool.lineup(request(peer, .chat), moment).next,
      !packing.isPausing(next.id.rawValue), let job = try spool.packingJob(next)
    else { return [] }
    preparing[peer] = next.id
    return [.pack(job)]
  }

  /// What is asked of the queue for a peer now.
  func request(_ peer: PeerKey, _ messageClass: MessageClass) -> ShipmentRequest {
    ShipmentRequest(
      peer: peer, messageClass: messageClass, inLink: Set(inLink.keys),
      largestBytes: station.largestPayloadBytes, planner: BundlePlanner(settings.link.planner),
      historyUse: settings.historyUse)
  }

  /// New work: every peer's queue is looked at again.
  func forgetExhaustion() {
    exhausted = [:]
    prepared = []
  }

  /// A message was packed with mails that are not here: its sender is told so.
  func refuse(
    _ message: InboundMessage, at now: Instant
  ) throws(SpoolError) -> [GatewayAction] {
    let event = LinkEvent.historyUnknown(message.peer, message.session, message.number)
    let actions = try perform(station.handle(event, at: now), at: now)
    return [.notice(.historyUnknown(peer: name(of: message.peer)))] + actions
  }

  /// What is kept of a peer's mails, for the codec to read in advance; nil when there is nothing.
  ///
  /// So the next mail is unpacked within the time its sender waits for the answer.
  ///
  /// - Throws: ``SpoolError`` when the history cannot be read.
  package func historyToPrepare(from peer: String) throws(SpoolError) -> MailHistory? {
    let route = settings.peers.first { $0.name == peer }
    guard let route, let history = try receivedHistory(of: route.key) else { return nil }
    return history.isEmpty ? nil : history
  }

  /// What is kept of a peer's mails; nil where none is used.
  func receivedHistory(of peer: PeerKey) throws(SpoolError) -> MailHistory? {
    guard settings.historyUse == .kept else { return nil }
    return try spool.read(doing: "reading a peer's history") { db in
      try Spool.history(.received, of: peer, in: db)
    }
  }
}
