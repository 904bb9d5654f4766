// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Migration "operator": what operators decide about mails, and what is kept after handover.
extension SpoolSchema {
  static let `operator` = """
    CREATE TABLE runTime (                -- minutes this gateway has run in all its lives
      one INTEGER PRIMARY KEY CHECK (one = 1), minutes INTEGER NOT NULL
    ) STRICT;
    INSERT INTO runTime VALUES (1, 0);
    CREATE TABLE delivery (               -- mails from the air that some recipient waits for
      mail INTEGER PRIMARY KEY REFERENCES mail(id) ON DELETE CASCADE,
      since INTEGER NOT NULL              -- minute of run time
    ) STRICT;
    INSERT INTO delivery SELECT DISTINCT m.id, 0 FROM mail m JOIN recipient r ON r.mail = m.id
      WHERE m.origin IS NOT NULL AND r.state = 'waiting';
    CREATE TABLE grace (                  -- mails from the air after handover
      mail INTEGER PRIMARY KEY REFERENCES mail(id) ON DELETE CASCADE,
      since INTEGER NOT NULL,             -- minute of run time
      bytes INTEGER NOT NULL, content BLOB NOT NULL
    ) STRICT;
    CREATE INDEX graceAge ON grace(since, mail, bytes);
    CREATE TABLE trace (                  -- mails from the air that may go on by radio
      mail INTEGER PRIMARY KEY REFERENCES mail(id) ON DELETE CASCADE,
      digest BLOB NOT NULL,               -- SHA-256 without the trace fields at the top
      hops INTEGER NOT NULL               -- radio links it has crossed
    ) STRICT;
    CREATE INDEX traceDigest ON trace(digest);
    ALTER TABLE consignment ADD COLUMN wantedClass INTEGER;   -- by the operator
    ALTER TABLE consignment ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;   -- lower goes first
    CREATE INDEX consignmentLine ON consignment(peer, class, rank, id, packedBytes)
      WHERE state <> 'arrived';
    CREATE INDEX consignmentMail ON consignment(mail);
    ALTER TABLE shipment ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;  -- not to be sent again
    """

  /// A condition: this mail is held.
  static func isHeld(_ mail: String) -> String {
    "EXISTS (SELECT 1 FROM mailHold h WHERE h.mail = \(mail))"
  }

  /// A condition: a mail in this shipment is held.
  static func carriesHeldMail(_ shipment: String) -> String {
    """
    EXISTS (SELECT 1 FROM cargo g JOIN consignment c ON c.id = g.consignment
      WHERE g.shipment = \(shipment) AND \(isHeld("c.mail")))
    """
  }
}
