// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Whether mails are packed with what both ends know of earlier ones.
package enum HistoryUse: Sendable {
  /// The last mails each way are kept and used.
  case kept
  /// The public dictionary only.
  case none
}
