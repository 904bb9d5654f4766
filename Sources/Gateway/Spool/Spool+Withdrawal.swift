// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
import MailRelay

/// A recipient that a mail did not reach.
struct UnreachedRecipient {
  var position: Int
  var peer: PeerKey
}

/// Mail that goes nowhere any more.
///
/// The messages that carry it are taken apart, so what else they carry waits again. The link may
/// have some of them at that moment: ``revoked(among:)`` tells which, also after a restart.
extension Spool {
  /// The recipients of a mail that no peer has taken it for.
  static func unreached(_ mail: Int64, in db: Database) throws -> [UnreachedRecipient] {
    try Row.fetchAll(
      db,
      prepared: """
        SELECT r.position AS position, c.peer AS peer FROM recipient r
        JOIN consignment c ON c.id = r.consignment
        WHERE r.mail = ? AND r.state = 'waiting' ORDER BY r.position
        """, arguments: [mail]
    ).compactMap { row in
      PeerKey(Array(row["peer"] as Data)).map {
        UnreachedRecipient(position: row["position"], peer: $0)
      }
    }
  }

  /// Gives up a mail for the recipients that nobody answers for yet.
  ///
  /// Each has this reply from now on. The same mail may be handed over again.
  static func stop(_ mail: Int64, reply: Reply, in db: Database) throws {
    try fail(waitingPositions(of: mail, in: db), of: mail, reply, in: db)
    try withdraw(mail, in: db)
    try db.execute(prepared: "UPDATE mail SET doorKey = NULL WHERE id = ?", arguments: [mail])
    try db.execute(prepared: "UPDATE terms SET likeness = NULL WHERE mail = ?", arguments: [mail])
  }

  /// Takes the ways of a mail to one peer or all from the queue, but for those at whose end it is.
  ///
  /// Nothing that is heard of it later counts.
  static func withdraw(_ mail: Int64, to peer: PeerKey? = nil, in db: Database) throws {
    let chosen: StatementArguments = [mail, peer.map { Data($0.bytes) }]
    let those = """
      SELECT id FROM consignment WHERE mail = ? AND peer = ifnull(?, peer) AND state <> 'arrived'
      """
    try db.execute(
      prepared: """
        DELETE FROM shipment WHERE id IN
          (SELECT shipment FROM cargo WHERE consignment IN (\(those)))
        """, arguments: chosen)
    try db.execute(prepared: "DELETE FROM consignment WHERE id IN (\(those))", arguments: chosen)
    try db.execute(
      prepared: """
        UPDATE mail SET content = NULL WHERE id = ? AND NOT EXISTS (
          SELECT 1 FROM consignment WHERE mail = mail.id AND state <> 'arrived')
        """, arguments: [mail])
  }

  /// Which of the messages that the link has are to be given up: those that were taken apart, and
  /// those that carry a held mail.
  func revoked(
    among handles: some Collection<MessageHandle>
  ) throws(SpoolError) -> [MessageHandle] {
    guard !handles.isEmpty else { return [] }
    return try read(doing: "looking for messages that were given up") { db in
      try Self.revoked(among: handles, in: db)
    }
  }

  static func revoked(
    among handles: some Collection<MessageHandle>, in db: Database
  ) throws -> [MessageHandle] {
    let goesOn = try db.cachedStatement(
      sql: """
        SELECT EXISTS (SELECT 1 FROM shipment s WHERE id = ?
          AND NOT \(SpoolSchema.carriesHeldMail("s.id")))
        """)
    return try handles.sorted { $0.rawValue < $1.rawValue }.filter { handle in
      try Bool.fetchOne(goesOn, arguments: [handle.rawValue]) == false
    }
  }
}
