// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import MailCodec
import MailRelay

/// A mail as it came by radio: unpacked and named, not yet judged.
package struct CarriedMail: Sendable {
  /// 16 bytes, computed alike at both ends.
  let airID: [UInt8]
  let envelope: Envelope
  /// The mail.
  let content: [UInt8]
  let contentSHA256: [UInt8]
  /// What of it enters the history; nil when it does not.
  let entry: MailHistory.Entry?

  /// What becomes of a mail's words when it is stored.
  enum Memory {
    /// They enter the history of its sender.
    case kept
    case none
  }

  /// Unpacks a mail that says which deliberate copy it is.
  ///
  /// - Throws: ``MailCodecError`` or ``EnvelopeError`` when it cannot be read;
  ///   ``MailCodecError/unknownHistory`` when it was packed with mails that are not in `history`.
  init(
    _ packed: [UInt8], copy: UInt8, by codec: MailCodec, after history: MailHistory?,
    memory: Memory
  ) throws {
    let unpacked = try codec.unpack(
      packed, history: history, limits: UnpackLimits(maximumBytes: MailCut.mostTotalBytes))
    envelope = try Envelope(decoding: unpacked.envelope)
    airID = MailIdentity.airID(envelope: unpacked.envelope, content: unpacked.mail, copy: copy)
    content = unpacked.mail
    contentSHA256 = MailIdentity.contentSHA256(unpacked.mail)
    entry =
      switch memory {
      case .kept: MailHistory.Entry(envelope: unpacked.envelope, mail: unpacked.mail)
      case .none: nil
      }
  }
}
