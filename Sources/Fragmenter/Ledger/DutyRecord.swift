// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Airtime as the spool keeps it: durable before the first frame of it is keyed.
///
/// Times are microseconds of the ledger's own time, which goes on across restarts and never
/// backwards. They mean nothing outside the ledger.
public struct DutyRecord: Sendable, Hashable, Codable {
  /// The reservation's number, unique in the sub-band; a row is replaced by its number.
  public var number: Int64
  /// When it was reserved.
  public var start: Int64
  /// When the last of it is off the air at the latest.
  public var end: Int64
  /// All airtime of it, microseconds.
  public var airtime: Int64

  /// Makes a record from a stored row.
  public init(number: Int64, start: Int64, end: Int64, airtime: Int64) {
    self.number = number
    self.start = start
    self.end = end
    self.airtime = airtime
  }
}
