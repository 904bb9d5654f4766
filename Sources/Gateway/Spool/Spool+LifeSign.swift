// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension Spool {
  /// The table of the one sign of life of the airtime ledger, before there were several ledgers.
  static let lifeSignTable = """
    CREATE TABLE lifeSign (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      time INTEGER NOT NULL,              -- of the ledger, microseconds
      seen INTEGER NOT NULL,              -- CLOCK_BOOTTIME, microseconds
      boot TEXT                           -- in which boot; NULL: not known
    ) STRICT
    """
}
