// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// When a message will be delivered, as far as one can say.
package struct DeliveryEstimate: Sendable, Hashable {
  /// What it costs our transmitter, expected losses and overheads included.
  package var airtime: Duration
  /// From now on it takes longer than this as often as not; nil when it can never be sent.
  package var median: Duration?
  /// In nine of ten cases it takes no longer than this; nil when it can never be sent.
  package var ninetieth: Duration?
}
