// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// All a ledger needs to go on after a restart.
public struct DutySnapshot: Sendable, Hashable, Codable {
  /// The records, in any order; old ones may be missing or present.
  public var records: [DutyRecord]
  /// The latest ledger time the ledger is known to have lived; at least the newest record's start.
  public var lastAlive: Int64

  /// Makes a snapshot from stored rows.
  ///
  /// `lastAlive` may come from an occasional heartbeat; without one a station that restarts again
  /// and again without sending would never see its records age.
  public init(records: [DutyRecord], lastAlive: Int64 = 0) {
    self.records = records
    self.lastAlive = records.reduce(lastAlive) { max($0, $1.start) }
  }
}
