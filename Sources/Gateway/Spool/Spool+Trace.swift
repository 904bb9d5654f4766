// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
import MailRelay

/// What is known of the way of a mail that came by radio and stands at the door again.
struct MailTrace {
  /// The peer it came from.
  var origin: PeerKey
  /// Radio links it has crossed.
  var hops: Int
}

extension Spool {
  /// Remembers a mail from the air by what relays leave as it is, if it may go on by radio.
  static func storeTrace(_ mail: AirMail, row: Int64, in db: Database) throws {
    guard mail.goesOn else { return }
    try db.execute(
      prepared: "INSERT OR REPLACE INTO trace (mail, digest, hops) VALUES (?, ?, ?)",
      arguments: [
        row, Data(MailIdentity.traceFreeSHA256(mail.content)), mail.envelope.hops + 1,
      ])
  }

  /// Where a mail at the door has been, if it came by radio; of several ways the longest.
  func trace(of content: [UInt8]) throws(SpoolError) -> MailTrace? {
    try read(doing: "looking where a mail has been") { db in
      guard try Bool.fetchOne(db, prepared: "SELECT EXISTS (SELECT 1 FROM trace)") == true else {
        return nil
      }
      let row = try Row.fetchOne(
        db,
        prepared: """
          SELECT m.origin AS origin, t.hops AS hops FROM trace t JOIN mail m ON m.id = t.mail
          WHERE t.digest = ? ORDER BY t.hops DESC LIMIT 1
          """, arguments: [Data(MailIdentity.traceFreeSHA256(content))])
      return row.flatMap { row in
        PeerKey(Array(row["origin"] as Data)).map { MailTrace(origin: $0, hops: row["hops"]) }
      }
    }
  }
}

extension MailIdentity {
  /// SHA-256 of the mail without what relays put above it on its way.
  static func traceFreeSHA256(_ content: [UInt8]) -> [UInt8] {
    contentSHA256(Array(TraceFields.stripped(from: content)))
  }
}
