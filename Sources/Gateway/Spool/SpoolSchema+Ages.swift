// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Migration "ages": all that grows old does so by the seconds the gateway has run.
extension SpoolSchema {
  static let ages = """
    UPDATE delivery SET since = (SELECT seconds FROM running)
      - 60 * ((SELECT minutes FROM runTime) - since);
    UPDATE grace SET since = (SELECT seconds FROM running)
      - 60 * ((SELECT minutes FROM runTime) - since);
    DROP TABLE runTime;
    ALTER TABLE part ADD COLUMN since INTEGER NOT NULL DEFAULT 0;  -- seconds run at the last part
    UPDATE part SET since = (SELECT seconds FROM running) - 3600 * idleHours;
    ALTER TABLE part DROP COLUMN idleHours;
    DELETE FROM shipment WHERE withdrawn = 1;
    ALTER TABLE shipment DROP COLUMN withdrawn;
    """
}
