// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB

extension Spool {
  /// Puts a result among those that wait, in place of an older one about the same recipient.
  static func enqueue(_ result: OutgoingResult, in db: Database) throws {
    let columns = result.kind.columns
    try db.execute(
      prepared: """
        DELETE FROM result WHERE peer = ? AND mailID = ? AND kind = ? AND idBytes = ?
          AND recipient = ? AND shipment IS NULL
        """,
      arguments: [
        Data(result.peer.bytes), Data(result.mailID), columns.kind, result.idLength.rawValue,
        columns.recipient,
      ])
    try db.execute(
      prepared: """
        INSERT INTO result (peer, kind, mailID, idBytes, recipient, code) VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        Data(result.peer.bytes), columns.kind, Data(result.mailID), result.idLength.rawValue,
        columns.recipient, columns.code,
      ])
  }

  /// The peers that results wait for, with the most urgent of each.
  func waitingResults() throws(SpoolError) -> [PeerKey: ResultUrgency] {
    try read(doing: "reading results to send") { db in
      let rows = try Row.fetchAll(
        db,
        prepared: """
          SELECT peer, max(kind <> 0 OR code >= ?) AS isPrompt FROM result
          WHERE shipment IS NULL GROUP BY peer
          """, arguments: [ResultCode.leastPrompt.rawValue])
      var waiting: [PeerKey: ResultUrgency] = [:]
      for row in rows {
        guard let peer = PeerKey(Array(row["peer"] as Data)) else { continue }
        waiting[peer] = row["isPrompt"] as Bool ? .prompt : .patient
      }
      return waiting
    }
  }

  /// Makes up a message of the results that wait for a peer, as many as surely fit.
  func resultsMessage(
    for peer: PeerKey, atMost largestBytes: Int
  ) throws(SpoolError) -> OutboundMessage? {
    try commit(.process, doing: "making up a message of results") { db in
      let most = min(largestBytes, ResultList.mostBytes) / ResultList.mostBytesAlone
      let rows = try Row.fetchAll(
        db,
        prepared: """
          SELECT id, kind, mailID, idBytes, recipient, code FROM result
          WHERE peer = ? AND shipment IS NULL ORDER BY id LIMIT ?
          """, arguments: [Data(peer.bytes), most])
      let results = rows.compactMap { Self.result($0, to: peer) }
      guard !results.isEmpty else { return nil }
      let payload = ResultList(results).encoded
      let handle = try Self.insert(
        .results, to: peer, .control, bytes: payload.count, payload: payload, in: db)
      for row in rows {
        try db.execute(
          prepared: "UPDATE result SET shipment = ? WHERE id = ?",
          arguments: [handle.rawValue, row["id"] as Int64])
      }
      return OutboundMessage(
        handle: handle, messageClass: .control, content: .results, payload: payload)
    }
  }

  private static func result(_ row: Row, to peer: PeerKey) -> OutgoingResult? {
    let kind = OutgoingResult.Kind(
      kind: row["kind"], recipient: row["recipient"], code: row["code"])
    return kind.map {
      OutgoingResult(
        peer: peer, kind: $0, mailID: Array(row["mailID"] as Data),
        idLength: ResultList.IDLength(rawValue: row["idBytes"]) ?? .long)
    }
  }
}
