// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
package import Fragmenter
package import GRDB
import LoRaPHY

extension Spool {
  /// Commits changes of the link, with `more` in the same transaction.
  ///
  /// - Throws: ``SpoolError``; nothing is changed then.
  package func apply(
    _ changes: [LinkChange], also more: (Database) throws -> Void = { _ in }
  ) throws(SpoolError) {
    let durability = changes.map(\.durability).max() ?? .power
    try commit(durability == .power ? .power : .process, doing: "storing the link's state") { db in
      for change in changes { try apply(change, in: db) }
      try more(db)
    }
  }

  private func apply(_ change: LinkChange, in db: Database) throws {
    switch change {
    case .session(let record): try Self.store(record, in: db)
    case .dropSession(let id): try Self.drop(id, in: db)
    case .handshakeMarks(let peer, let marks):
      try db.execute(
        prepared: """
          INSERT OR REPLACE INTO handshake (peer, own, highestSeen, protocolVersion)
          VALUES (?, ?, ?, ?)
          """,
        arguments: [Data(peer.bytes), marks.own, marks.peer, marks.protocolVersion])
    case .airtimeRestored(let band, let snapshot):
      try Self.restore(snapshot, of: band, in: db)
    case .airtimeReserved(let band, let record, let bound):
      try Self.store(record, of: band, in: db)
      try db.execute(
        prepared: "DELETE FROM airtime WHERE band = ? AND end < ?", arguments: [band.text, bound])
    case .airtimeSettled(let band, _, let record?): try Self.store(record, of: band, in: db)
    case .airtimeSettled(let band, let number, nil):
      try db.execute(
        prepared: "DELETE FROM airtime WHERE band = ? AND number = ?",
        arguments: [band.text, number])
    case .airtimeAlive(let band, let sign): try Self.store(sign, of: band, boot: boot, in: db)
    case .sealed(let message): try Self.store(message, in: db)
    case .symbolsReserved(let session, let number, let bound):
      try db.execute(
        prepared: "UPDATE sealed SET nextSymbolID = ? WHERE session = ? AND number = ?",
        arguments: [bound, session.column, number.value])
    case .unsealed(let session, let number):
      try db.execute(
        prepared: "DELETE FROM sealed WHERE session = ? AND number = ?",
        arguments: [session.column, number.value])
    case .symbol(let symbol): try Self.store(symbol, in: db)
    case .forgetSymbols(let session, let number, let first):
      try db.execute(
        prepared: "DELETE FROM symbol WHERE session = ? AND number = ? AND id >= ?",
        arguments: [session.column, number.value, first])
    }
  }

  private static func store(_ record: SessionRecord, in db: Database) throws {
    try db.execute(
      prepared: """
        INSERT INTO session (id, peer, record) VALUES (?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET record = excluded.record
        """,
      arguments: [record.id.column, Data(record.peer.bytes), JSONEncoder().encode(record)])
  }

  private static func drop(_ id: SessionID, in db: Database) throws {
    for table in ["sealed", "symbol"] {
      try db.execute(prepared: "DELETE FROM \(table) WHERE session = ?", arguments: [id.column])
    }
    try db.execute(prepared: "DELETE FROM session WHERE id = ?", arguments: [id.column])
  }

  private static func store(_ message: SealedMessage, in db: Database) throws {
    var cut = (count: 0, bytes: 0)
    if case .symbols(let count, let bytes) = message.layout { cut = (count, bytes) }
    try db.execute(
      prepared: """
        INSERT INTO sealed
          (session, number, shipment, class, sourceCount, symbolBytes, acknowledged, content)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        message.session.column, message.number.value, message.handle.rawValue,
        message.messageClass.rawValue, cut.count, cut.bytes, message.acknowledged?.value,
        Data(message.sealed),
      ])
  }

  private static func store(_ symbol: StoredSymbol, in db: Database) throws {
    try db.execute(
      prepared: """
        INSERT OR IGNORE INTO symbol (session, number, id, sourceCount, content)
        VALUES (?, ?, ?, ?, ?)
        """,
      arguments: [
        symbol.session.column, symbol.number.value, symbol.id, symbol.sourceCount,
        Data(symbol.bytes),
      ])
  }

  /// Everything the link finds at its start.
  ///
  /// - Throws: ``SpoolError`` when it cannot be read.
  package func linkMemory() throws(SpoolError) -> LinkMemory {
    try read(doing: "reading the link's state") { db in
      var memory = LinkMemory()
      for row in try Row.fetchAll(db, prepared: "SELECT record FROM session ORDER BY ordinal") {
        memory.sessions.append(
          try JSONDecoder().decode(SessionRecord.self, from: row["record"] as Data))
      }
      for row in try Row.fetchAll(db, prepared: "SELECT * FROM handshake") {
        guard let peer = PeerKey(Array(row["peer"] as Data)) else { continue }
        memory.marks[peer] = HandshakeMarks(
          own: row["own"], peer: row["highestSeen"], protocolVersion: row["protocolVersion"])
      }
      memory.airtime = try airtimeMemory(in: db)
      memory.sealed = try Row.fetchAll(db, prepared: "SELECT * FROM sealed").map(Self.sealed)
      memory.symbols = try Row.fetchAll(db, prepared: "SELECT * FROM symbol ORDER BY id")
        .map(Self.symbol)
      return memory
    }
  }

  /// Forgets which protocol versions other peers than these spoke, so that one that was removed
  /// and accepted again may be older; their counters stay.
  ///
  /// - Throws: ``SpoolError``; nothing is changed then.
  package func forgetProtocolVersions(exceptOf peers: [PeerKey]) throws(SpoolError) {
    let strangers = try read(doing: "reading the versions of peers") { db in
      try Row.fetchAll(db, prepared: "SELECT peer FROM handshake WHERE protocolVersion > 0")
        .map { $0["peer"] as Data }
        .filter { row in !peers.contains { Data($0.bytes) == row } }
    }
    // A start on a full disk writes nothing without need.
    guard !strangers.isEmpty else { return }
    try commit(doing: "forgetting the versions of removed peers") { db in
      for stranger in strangers {
        try db.execute(
          prepared: "UPDATE handshake SET protocolVersion = 0 WHERE peer = ?", arguments: [stranger]
        )
      }
    }
  }

  private static func sealed(_ row: Row) -> (message: SealedMessage, nextSymbolID: Int) {
    let count: Int = row["sourceCount"]
    let layout: MessageLayout =
      count == 0 ? .single : .symbols(sourceCount: count, symbolBytes: row["symbolBytes"])
    let message = SealedMessage(
      session: SessionID(column: row["session"]), number: MessageNumber(row["number"]),
      handle: MessageHandle(rawValue: row["shipment"]),
      messageClass: MessageClass(rawValue: row["class"]) ?? .normal, layout: layout,
      acknowledged: (row["acknowledged"] as UInt8?).map { MessageNumber($0) },
      sealed: Array(row["content"] as Data))
    return (message, row["nextSymbolID"])
  }

  private static func symbol(_ row: Row) -> StoredSymbol {
    StoredSymbol(
      session: SessionID(column: row["session"]), number: MessageNumber(row["number"]),
      id: row["id"], sourceCount: row["sourceCount"], bytes: Array(row["content"] as Data))
  }
}

extension SessionID {
  /// The id as SQLite keeps it: the same 64 bits, signed.
  var column: Int64 { Int64(bitPattern: rawValue) }

  init(column: Int64) { self.init(rawValue: UInt64(bitPattern: column)) }
}
