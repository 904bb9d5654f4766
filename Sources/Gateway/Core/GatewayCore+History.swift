// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
package import MailCodec

extension GatewayCore {
  /// What the codec is to do with a consignment as it waits now; nil when nothing.
  func packingJob(_ id: ConsignmentID) throws(SpoolError) -> PackingJob? {
    try spool.packingJob(id, settings.historyUse == .kept ? .expected : .given(nil))
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
