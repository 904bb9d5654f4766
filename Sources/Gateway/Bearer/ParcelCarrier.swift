// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import MailRelay

/// Carries the files of bearers by radio.
package protocol ParcelCarrier: Sendable {
  /// Takes a file; its name in the queue, the same when it is brought again.
  func take(_ parcel: Parcel, of bearer: Bearer) async throws(ParcelRefusal) -> String

  /// What became of a file that was taken.
  func fate(ofParcel id: String) async -> ParcelFate
}

/// Why a file is not taken.
package struct ParcelRefusal: Error, Hashable, Sendable {
  /// As a door would say it; class 4: later.
  package let reply: Reply

  package init(_ reply: Reply) { self.reply = reply }
}

/// What became of a file that was taken.
package enum ParcelFate: Hashable, Sendable {
  /// It waits, or its fate cannot be read now.
  case waiting
  /// The peer has it.
  case crossed
  /// Nothing more is done for it; the text says why.
  case stopped(String)
}
