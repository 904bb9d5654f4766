// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
import MailRelay

extension Spool {
  /// The names of the mails that wait for a peer, in the order in which they would be sent; held
  /// ones too.
  func waitingNames(for peer: PeerKey) throws(SpoolError) -> [String] {
    try read(doing: "reading what waits for a peer") { db in
      try String.fetchAll(
        db,
        prepared: """
          SELECT m.publicID FROM consignment c JOIN mail m ON m.id = c.mail
          WHERE c.peer = ? AND c.state <> 'arrived' ORDER BY c.class, c.rank, c.id
          """, arguments: [Data(peer.bytes)])
    }
  }

  /// A mail with the envelope of those behind a peer; nil when none of them waits any more.
  func transaction(
    of mail: Int64, to peer: PeerKey
  ) throws(SpoolError) -> MailTransaction? {
    try read(doing: "reading a mail to export") { db in
      let row = try Row.fetchOne(
        db,
        prepared: """
          SELECT envelope FROM consignment
          WHERE mail = ? AND peer = ? AND state <> 'arrived'
          """, arguments: [mail, Data(peer.bytes)])
      guard let row, let content = try Self.content(of: mail, in: db) else { return nil }
      return MailTransaction(
        envelope: try Envelope(decoding: Array(row["envelope"] as Data)), mail: content)
    }
  }

  /// The recipients behind a peer have the mail by another way.
  static func markExported(_ mail: Int64, to peer: PeerKey, in db: Database) throws {
    try db.execute(
      prepared: """
        UPDATE recipient SET state = 'handedOver', reply = 'left in a batch of the operator'
        WHERE state = 'waiting' AND consignment IN (
          SELECT id FROM consignment WHERE mail = ? AND peer = ? AND state <> 'arrived')
        """, arguments: [mail, Data(peer.bytes)])
  }
}
