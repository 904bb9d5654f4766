// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Migration "terms": what was asked for a mail taken at the door, and what its sender was told.
extension SpoolSchema {
  /// Mails taken before asked for nothing, and wait from now on.
  static let terms = """
    CREATE TABLE running (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      seconds INTEGER NOT NULL              -- that the gateway has run, over all processes
    ) STRICT;
    INSERT INTO running (id, seconds) VALUES (1, 0);
    CREATE TABLE terms (
      mail INTEGER PRIMARY KEY REFERENCES mail(id) ON DELETE CASCADE,
      request BLOB NOT NULL,                -- what its sender asked for; empty: nothing
      header BLOB NOT NULL,                 -- its own, for reports
      likeness BLOB,                        -- hash by which it is known with other trace fields
      takenAt INTEGER NOT NULL,             -- seconds run when it was taken
      promised INTEGER,                     -- seconds within which it should be there; NULL: unsaid
      returnAt INTEGER,                     -- seconds run at which it is of no more use
      noticeAt INTEGER,                     -- seconds run at which its sender wants to be told
      crossedAt INTEGER                     -- since when a peer's word of its delivery is awaited
    ) STRICT;
    CREATE INDEX termsLikeness ON terms(likeness) WHERE likeness IS NOT NULL;
    CREATE INDEX termsCrossed ON terms(crossedAt) WHERE crossedAt IS NOT NULL;
    CREATE TABLE told (                     -- what senders were told, each thing once
      mail INTEGER NOT NULL REFERENCES mail(id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      action TEXT NOT NULL,                 -- as RFC 3464 has it
      PRIMARY KEY (mail, position, action)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE report (                   -- mails of our own to senders
      mail INTEGER PRIMARY KEY REFERENCES mail(id) ON DELETE CASCADE,
      about INTEGER NOT NULL                -- the mail it tells of
    ) STRICT;
    ALTER TABLE consignment ADD COLUMN urgency INTEGER NOT NULL DEFAULT 0;  -- 2 first … -2 bulk
    CREATE INDEX consignmentWaiting ON consignment(peer, class, urgency DESC, id)
      WHERE state = 'waiting';
    INSERT INTO terms (mail, request, header, takenAt)
    SELECT id, x'', coalesce(substr(content, 1, instr(content, x'0D0A0D0A') + 3), x''), 0
    FROM mail WHERE origin IS NULL;
    """
}
