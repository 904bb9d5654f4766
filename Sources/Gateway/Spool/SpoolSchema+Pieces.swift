// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Migration "pieces": long mails no longer lie in one row.
extension SpoolSchema {
  /// Pieces go with what they belong to: a mail that is kept in `grace` is still whole.
  static let pieces = """
    CREATE TABLE piece (
      kind INTEGER NOT NULL,              -- 0 a mail, 1 a packed consignment
      owner INTEGER NOT NULL,             -- the row that holds its first piece
      position INTEGER NOT NULL,          -- from 1
      bytes BLOB NOT NULL,
      PRIMARY KEY (kind, owner, position)
    ) STRICT;
    CREATE TRIGGER mailPieces AFTER UPDATE OF content ON mail
      WHEN NEW.content IS NULL AND \(isPieced("NEW.contentBytes"))
        AND NOT EXISTS (SELECT 1 FROM grace WHERE mail = NEW.id)
      BEGIN DELETE FROM piece WHERE kind = 0 AND owner = NEW.id; END;
    CREATE TRIGGER gracePieces AFTER DELETE ON grace
      WHEN \(isPieced("OLD.bytes"))
        AND NOT EXISTS (SELECT 1 FROM mail WHERE id = OLD.mail AND content IS NOT NULL)
      BEGIN DELETE FROM piece WHERE kind = 0 AND owner = OLD.mail; END;
    CREATE TRIGGER packedPieces AFTER UPDATE OF packed ON consignment
      WHEN \(isPieced("OLD.packedBytes"))
      BEGIN DELETE FROM piece WHERE kind = 1 AND owner = OLD.id; END;
    CREATE TRIGGER goneMailPieces AFTER DELETE ON mail
      WHEN \(isPieced("OLD.contentBytes"))
      BEGIN DELETE FROM piece WHERE kind = 0 AND owner = OLD.id; END;
    CREATE TRIGGER goneConsignmentPieces AFTER DELETE ON consignment
      WHEN \(isPieced("OLD.packedBytes"))
      BEGIN DELETE FROM piece WHERE kind = 1 AND owner = OLD.id; END;
    """

  private static func isPieced(_ bytes: String) -> String { "\(bytes) > \(Spool.pieceBytes)" }
}
