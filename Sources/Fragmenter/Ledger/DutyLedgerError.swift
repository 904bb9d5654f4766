// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// Why the ledger did not grant a reservation or a charge.
public enum DutyLedgerError: Error, Sendable, Hashable {
  /// The burst may not start now.
  case refused(Admission)
  /// The reservation is not open: released, or out of its time.
  case reservationClosed
  /// The frame is longer than what is left of its reservation.
  case overReservation(left: Duration)
  /// The transmitter is busy or owes a pause until then.
  case tooEarly(Instant)
  /// The frame is longer than a single transmission may be.
  case longerThan(Duration)
  /// The window is full: the frames of the burst were not keyed in the order reserved.
  case windowFull
}
