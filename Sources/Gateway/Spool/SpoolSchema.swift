// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import GRDB

/// The tables of the spool, by version.
///
/// | table | holds |
/// |---|---|
/// | mail | every mail this gateway answers for, whichever door it came by |
/// | piece | what of long mails does not lie in their row |
/// | recipient | its recipients and what became of each |
/// | consignment | one mail's way over the air to one peer |
/// | shipment | one message of the link: a mail, a bundle, a part of a mail, or results |
/// | cargo | which consignments a shipment carries: several in a bundle, one in several parts |
/// | part | parts of mails from the air that are not whole yet |
/// | result | final answers about recipients on their way home, and questions about such |
/// | knownMail | ids of mails stored from the air, so that none is delivered twice |
/// | mailHold, trace | mails the operator holds; where mails that go on by radio have been |
/// | delivery, grace | how long mails wait for the relay here and are kept behind it |
/// | history, historyRefusal | the last mails both ends have, by which later ones are packed |
/// | terms, told, running | what was asked for mails taken at the door, what senders were told |
/// | report | which mails are our own reports to senders |
/// | session, handshake, sealed, symbol, airtime, lifeSign | the link's memory |
package enum SpoolSchema {
  package static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      try db.execute(sql: mails)
      try db.execute(sql: link)
    }
    migrator.registerMigration("2") { db in
      try db.execute(
        sql: """
          CREATE TABLE airtime (
            number INTEGER PRIMARY KEY,       -- of the reservation
            start INTEGER NOT NULL, end INTEGER NOT NULL, airtime INTEGER NOT NULL
          ) STRICT
          """)
    }
    migrator.registerMigration("3") { db in
      // Sessions of the former numbering cannot be read; what was sealed in them is sealed anew,
      // and known at the other end by its mail id.
      try db.execute(
        sql: """
          DELETE FROM session;
          DELETE FROM sealed;
          DELETE FROM symbol;
          ALTER TABLE sealed ADD COLUMN class INTEGER NOT NULL DEFAULT 2;
          """)
    }
    migrator.registerMigration("life sign") { try $0.execute(sql: Spool.lifeSignTable) }
    migrator.registerMigration("shipments") { db in
      try db.execute(sql: shipments)
      try adoptConsignments(in: db)
    }
    migrator.registerMigration("protocol versions") { db in
      try db.execute(
        sql: "ALTER TABLE handshake ADD COLUMN protocolVersion INTEGER NOT NULL DEFAULT 0")
    }
    migrator.registerMigration("ages of parts, acknowledgements by the way") { db in
      try db.execute(
        sql: """
          ALTER TABLE part ADD COLUMN idleHours INTEGER NOT NULL DEFAULT 0;      -- since the last
          ALTER TABLE part ADD COLUMN arrivedAtUnix INTEGER NOT NULL DEFAULT 0;  -- for people only
          ALTER TABLE sealed ADD COLUMN acknowledged INTEGER;  -- number a single says is stored
          """)
    }
    for (name, sql) in plain { migrator.registerMigration(name) { try $0.execute(sql: sql) } }
    return migrator
  }

  /// Migrations that need nothing but SQL, in their order.
  private static let plain = [
    ("airtime by band", Spool.airtimeByBand), ("history", history),
    ("held mails", Spool.holdTable), ("terms", terms), ("operator", `operator`), ("ages", ages),
    ("bearers", bearers), ("pieces", pieces),
  ]

  private static let mails = """
    CREATE TABLE mail (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      publicID TEXT NOT NULL UNIQUE,
      origin BLOB,                        -- key of the peer it came from; NULL: the door
      doorKey BLOB UNIQUE,                -- hash by which a repeated hand-over is known
      airID BLOB,                         -- id by which a repeated transfer is known
      envelope BLOB NOT NULL,
      content BLOB,                       -- NULL once nobody needs it here
      contentBytes INTEGER NOT NULL,
      contentSHA256 BLOB NOT NULL,
      arrivedAtUnix INTEGER NOT NULL      -- wall time, for people only
    ) STRICT;
    CREATE TABLE recipient (
      mail INTEGER NOT NULL REFERENCES mail(id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      address TEXT NOT NULL,
      state TEXT NOT NULL,                -- waiting | handedOver | failed
      reply TEXT,                         -- the last answer about it
      attempts INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (mail, position)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX recipientWaiting ON recipient(state) WHERE state = 'waiting';
    CREATE TABLE consignment (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      mail INTEGER NOT NULL REFERENCES mail(id) ON DELETE CASCADE,
      peer BLOB NOT NULL,
      envelope BLOB NOT NULL,             -- only the recipients behind this peer
      packed BLOB,                        -- NULL until the codec is through
      packedBytes INTEGER,
      class INTEGER NOT NULL,
      state TEXT NOT NULL,                -- packing | waiting | arrived
      frames INTEGER NOT NULL DEFAULT 0,
      bytesOnAir INTEGER NOT NULL DEFAULT 0,
      airtimeMicroseconds INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX consignmentOpen ON consignment(peer, class, id) WHERE state <> 'arrived';
    CREATE TABLE knownMail (airID BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
    """

  private static let link = """
    CREATE TABLE session (
      ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
      id INTEGER NOT NULL UNIQUE,
      peer BLOB NOT NULL,
      record BLOB NOT NULL
    ) STRICT;
    CREATE TABLE handshake (
      peer BLOB PRIMARY KEY, own INTEGER NOT NULL, highestSeen INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE sealed (
      session INTEGER NOT NULL, number INTEGER NOT NULL, consignment INTEGER NOT NULL,
      sourceCount INTEGER NOT NULL,       -- 0: a single frame
      symbolBytes INTEGER NOT NULL,
      content BLOB NOT NULL,
      nextSymbolID INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (session, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE symbol (
      session INTEGER NOT NULL, number INTEGER NOT NULL, id INTEGER NOT NULL,
      sourceCount INTEGER, content BLOB NOT NULL,
      PRIMARY KEY (session, number, id)
    ) STRICT, WITHOUT ROWID;
    """
}
