// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The protocol that is spoken over a connection.
public enum MailDialect: String, Hashable, Sendable {
  /// LMTP: a reply for each recipient after the mail (RFC 2033).
  case lmtp = "LMTP"
  /// SMTP: one reply for all (RFC 5321).
  case smtp = "SMTP"
}
