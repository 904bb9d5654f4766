// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a radio reports by itself.
public enum RadioEvent: Sendable, Equatable {
  /// A frame arrived.
  case received(ReceivedFrame)
  /// The radio is out of order; it tries by itself to mend that. Told once until it recovers.
  case fault(RadioError)
  /// The radio is in order again, tuned to the last channel asked for.
  case recovered
}
