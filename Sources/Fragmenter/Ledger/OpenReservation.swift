// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A reservation whose burst is not over: what is charged of it and what is left.
struct OpenReservation: Sendable, Hashable {
  let record: DutyRecord
  /// Airtime of the frames keyed so far.
  private(set) var charged: Int64 = 0
  /// When the last frame keyed so far is off the air.
  private(set) var lastEnd: Int64

  init(record: DutyRecord) {
    self.record = record
    lastEnd = record.start
  }

  /// Airtime reserved and not keyed.
  var left: Int64 { record.airtime - charged }

  /// What remains of the record when nothing more is keyed; nil when nothing ever was.
  var settled: DutyRecord? {
    guard charged > 0 else { return nil }
    var settled = record
    settled.airtime = charged
    settled.end = lastEnd
    return settled
  }

  mutating func charge(_ airtime: Int64, end: Int64) {
    charged += airtime
    lastEnd = end
  }
}
