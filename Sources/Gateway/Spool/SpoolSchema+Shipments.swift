// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import GRDB
import MailRelay

/// Migration "shipments": what the link carries is no longer one mail for one peer.
extension SpoolSchema {
  static let shipments = """
    CREATE TABLE shipment (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      peer BLOB NOT NULL,
      content INTEGER NOT NULL,           -- 0 mail, 1 bundle, 2 part, 3 results
      class INTEGER NOT NULL,
      state TEXT NOT NULL,                -- waiting | arrived (parts of a mail under way)
      bytes INTEGER NOT NULL,             -- of the payload
      payload BLOB                        -- of parts and results; NULL: made of the consignments
    ) STRICT;
    CREATE INDEX shipmentWaiting ON shipment(peer, class, id) WHERE state = 'waiting';
    CREATE TABLE cargo (
      shipment INTEGER NOT NULL REFERENCES shipment(id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      consignment INTEGER NOT NULL REFERENCES consignment(id) ON DELETE CASCADE,
      bytes INTEGER NOT NULL,             -- of its packed form in this shipment
      PRIMARY KEY (shipment, position)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX cargoConsignment ON cargo(consignment);
    CREATE TABLE part (
      id INTEGER PRIMARY KEY,
      peer BLOB NOT NULL, airID BLOB NOT NULL, copy INTEGER NOT NULL,
      totalBytes INTEGER NOT NULL, partCount INTEGER NOT NULL, position INTEGER NOT NULL,
      content BLOB NOT NULL,
      UNIQUE (peer, airID, copy, totalBytes, partCount, position)
    ) STRICT;
    CREATE TABLE result (
      id INTEGER PRIMARY KEY,
      peer BLOB NOT NULL,                 -- to whom it goes
      kind INTEGER NOT NULL,              -- 0 recipient, 1 unreadable, 2 question
      mailID BLOB NOT NULL,               -- whole, as far as known
      idBytes INTEGER NOT NULL,           -- 4 or 8: how much of it travels
      recipient INTEGER NOT NULL,
      code INTEGER NOT NULL,
      shipment INTEGER REFERENCES shipment(id) ON DELETE SET NULL
    ) STRICT;
    CREATE INDEX resultMail ON result(peer, mailID);
    CREATE INDEX resultShipment ON result(shipment);
    ALTER TABLE consignment ADD COLUMN airID BLOB;
    ALTER TABLE consignment ADD COLUMN packedID BLOB;
    CREATE INDEX consignmentAirID ON consignment(peer, airID);
    CREATE INDEX consignmentPackedID ON consignment(peer, packedID);
    CREATE INDEX mailAirID ON mail(origin, airID) WHERE origin IS NOT NULL;
    CREATE INDEX mailUnreadable ON mail(origin, contentSHA256) WHERE airID IS NULL;
    ALTER TABLE recipient ADD COLUMN consignment INTEGER;
    ALTER TABLE recipient ADD COLUMN place INTEGER;   -- in the consignment's envelope
    ALTER TABLE recipient ADD COLUMN status TEXT;     -- enhanced code of a final answer
    CREATE INDEX recipientConsignment ON recipient(consignment, place);
    ALTER TABLE sealed RENAME COLUMN consignment TO shipment;
    """

  /// Every sealed consignment becomes a shipment of the same number, which sealed messages know.
  static func adoptConsignments(in db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO shipment (id, peer, content, class, state, bytes)
        SELECT id, peer, 0, class, 'waiting', packedBytes FROM consignment
        WHERE state = 'waiting' AND id IN (SELECT shipment FROM sealed);
        INSERT INTO cargo (shipment, position, consignment, bytes)
        SELECT id, 0, id, bytes FROM shipment;
        """)
    for id in try Int64.fetchAll(db, sql: "SELECT id FROM consignment ORDER BY id") {
      try adoptConsignment(id, in: db)
    }
    try db.execute(
      sql: """
        UPDATE recipient SET state = 'handedOver', reply = 'stored by the peer gateway'
        WHERE state = 'waiting'
          AND consignment IN (SELECT id FROM consignment WHERE state = 'arrived')
        """)
  }

  private static func adoptConsignment(_ id: Int64, in db: Database) throws {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT c.envelope AS envelope, c.mail AS mail, c.packed AS packed, m.content AS content
        FROM consignment c JOIN mail m ON m.id = c.mail WHERE c.id = ?
        """, arguments: [id])
    guard let row else { return }
    let coded = Array(row["envelope"] as Data)
    if let content = row["content"] as Data? {
      let airID = MailIdentity.airID(envelope: coded, content: Array(content), copy: 0)
      try db.execute(
        sql: "UPDATE consignment SET airID = ? WHERE id = ?", arguments: [Data(airID), id])
    }
    if let packed = row["packed"] as Data? {
      try db.execute(
        sql: "UPDATE consignment SET packedID = ? WHERE id = ?",
        arguments: [Data(MailIdentity.packedID(Array(packed))), id])
    }
    for (place, address) in try Envelope(decoding: coded).forwardPaths.enumerated() {
      try db.execute(
        sql: """
          UPDATE recipient SET consignment = ?, place = ?
          WHERE mail = ? AND position = (SELECT min(position) FROM recipient
            WHERE mail = ? AND address = ? AND consignment IS NULL)
          """,
        arguments: [
          id, place, row["mail"] as Int64, row["mail"] as Int64, address.description,
        ])
    }
  }
}
