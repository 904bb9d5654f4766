// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The lengths of the frames around a burst, bytes.
package enum ControlBytes {
  /// POLL, REPORT, DONE.
  package static let request = 10
  /// RTS.
  package static let announcement = 14
  /// CTS.
  package static let clearance = 10
}
