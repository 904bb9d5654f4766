// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The limits of the mail side, each with its source.
package enum Limits {
  /// A command line with its CRLF, in octets (RFC 5321 §4.5.3.1.4: 512, more with extensions).
  package static let commandLineOctets = 2048
  /// Recipients of one mail (RFC 5321 §4.5.3.1.8 asks for at least 100).
  package static let recipients = 1000
  /// A local part, in octets (RFC 5321 §4.5.3.1.1).
  package static let localPartOctets = 64
  /// A domain, in octets (RFC 5321 §4.5.3.1.2).
  package static let domainOctets = 255
  /// One label of a domain, in octets (RFC 1035 §2.3.4).
  package static let labelOctets = 63
  /// A mailbox, in octets: a path of 256 without its angle brackets (RFC 5321 §4.5.3.1.3).
  package static let mailboxOctets = 254
  /// An encoded envelope, in octets: the flags, the sender and every recipient with its line end.
  package static let envelopeOctets = 16 + (recipients + 1) * (mailboxOctets + 1)
  /// A reply line with its CRLF, in octets (RFC 5321 §4.5.3.1.5).
  package static let replyLineOctets = 512
  /// The text of a whole reply, in octets.
  package static let replyTextOctets = 1000
  /// A reply line that is still read when another server sends it, in octets.
  package static let receivedReplyLineOctets = 4096
  /// Lines of one received reply.
  package static let receivedReplyLines = 128
  /// Wrong commands in one session before 421; an accepted mail sets the count back.
  package static let sessionErrors = 20
  /// Memory for the long mails that come in at all doors at once, in octets.
  package static let roomOctets = 8 << 20
  /// A mail up to so many octets needs no room of its own; so much of any mail is read before it
  /// has room.
  package static let freeOctets = 64 << 10
  /// Octets of an oversized mail that are read and thrown away before the connection is cut.
  package static let discardedOctets = 256 << 20
  /// The value of ENVID as xtext, in octets (RFC 3461 §4.4).
  package static let envelopeIDOctets = 100
  /// The value of ORCPT, in octets (RFC 3461 §4.2).
  package static let originalRecipientOctets = 500
  /// The header of a mail that is taken, in octets.
  package static let headerOctets = 256 << 10
  /// A line of a mail that is taken, in octets: RFC 5322 §2.1.1 allows 998, and many send more.
  package static let textLineOctets = 128 << 10
  /// A line that every server takes, with its CRLF, in octets (RFC 5321 §4.5.3.1.6).
  package static let lineOctetsOnTheWire = 1000
  /// Connections to one relay that are kept for the next mail.
  package static let keptConnections = 4
  /// What a report gives back of a header, in octets.
  package static let returnedHeaderOctets = 32 << 10
  /// Fields of a header that are looked at; those behind are carried unread.
  package static let headerFields = 2000
  /// The path of a Unix socket, in octets (`sun_path` less its NUL).
  package static let unixPathOctets = 107
  /// A delivery id, in octets: a file name of 255 less what Maildir readers append.
  package static let deliveryIDOctets = 128
}
