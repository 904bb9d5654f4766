// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Decides about the mail that comes in at a door.
public protocol MailAcceptor: Sendable {
  /// Judges one recipient: 250 takes it, 4yz or 5yz refuses it.
  ///
  /// Refusals here are the cheap ones: the relay has not sent the mail yet.
  func judge(_ inquiry: RecipientInquiry) async -> Reply

  /// Takes a mail: one reply for each recipient, in the order of the envelope.
  ///
  /// 250 is said only when the mail is safe on disk; from then on it is ours. The relay may be gone
  /// before the replies reach it, and then sends the same octets again.
  ///
  /// In SMTP the relay hears only one of the replies: a temporary one if there is any, and then
  /// sends the mail again to all; else a success, and then nobody else tells the sender of the
  /// recipients that were refused.
  func accept(_ transaction: MailTransaction) async -> [Reply]
}
