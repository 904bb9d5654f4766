// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Leave to put a burst on the air; its record must be durable before the first frame is keyed.
public struct DutyReservation: Sendable, Hashable {
  /// What the spool must hold before the burst begins.
  public let record: DutyRecord

  /// The reservation's number.
  public var number: Int64 { record.number }
}
