// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Migration "bearers": which mails were left to bearers, while they wait for the radio.
extension SpoolSchema {
  static let bearers = "ALTER TABLE consignment ADD COLUMN leftToBearer INTEGER NOT NULL DEFAULT 0"
}
