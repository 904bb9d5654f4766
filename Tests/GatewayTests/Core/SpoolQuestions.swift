// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import GRDB

/// What the tests ask the database itself.
extension Database {
  /// Consignments that have not arrived.
  func queued() throws -> Int {
    try Int.fetchOne(self, sql: "SELECT count(*) FROM consignment WHERE state <> 'arrived'") ?? 0
  }
}
