// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY
import MailRelay

/// What is kept of a mail taken at the door beside the mail: what was asked, and promised.
struct DoorTerms {
  /// What its sender asked for, coded.
  var request: [UInt8]
  /// Its header, as much as reports give back.
  var header: [UInt8]
  /// The key by which it is known with other trace fields; nil when it has none.
  var likeness: [UInt8]?
  /// Seconds run when it was taken.
  var takenAt: Int64
  /// Seconds within which it should be there in nine of ten cases; nil when that was not told.
  var promised: Int64?
  /// Seconds run at which it is of no more use.
  var returnAt: Int64?
  /// Seconds run at which its sender wants to know that it is late.
  var noticeAt: Int64?

  init(
    _ transaction: MailTransaction, header: MailHeader, takenAt: Int64, promised: Int64?
  ) {
    let request = transaction.request
    self.request = request.encoded()
    // One octet more tells the report that it is not whole.
    self.header = Array(
      transaction.mail.prefix(min(header.bodyStart, MailRelay.Limits.returnedHeaderOctets + 1)))
    likeness = MailIdentity.likeness(
      envelope: transaction.envelope.encoded(), header: header, content: transaction.mail)
    self.takenAt = takenAt
    self.promised = promised
    guard let deadline = request.deliverBy else { return }
    let end = takenAt + deadline.remaining.components.seconds
    switch deadline.mode {
    case .returning: returnAt = end
    case .notifying: noticeAt = end
    }
  }
}
