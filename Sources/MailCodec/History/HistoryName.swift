// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto

/// What a packed mail says of the history it was packed with, six bytes.
///
/// | bytes | content |
/// |---|---|
/// | 2 | the first bytes of ``MailHistory/digest`` |
/// | 4 | the first bytes of SHA-256(digest ‖ length of the envelope, LEB128 ‖ envelope ‖ mail) |
///
/// A reader tries only histories whose digest begins so, and takes a mail only when the check over
/// digest and mail is right. Of the some 900 histories that a ``HistorySearch`` goes through, a
/// wrong one has the name once in 70 times, and its mail the check once in 2^32: a reader that lost
/// its history takes a wrong mail once in 3 · 10^11 such losses. With the history it was packed
/// with, a mail is never wrong.
struct HistoryName: Equatable {
  static let encodedBytes = 6
  private static let digestBytes = 2

  private let bytes: [UInt8]

  init(digest: [UInt8], of mail: UnpackedMail) {
    var hasher = SHA256()
    hasher.update(data: digest)
    hasher.update(data: VariableInteger.encoded(mail.envelope.count))
    hasher.update(data: mail.envelope)
    hasher.update(data: mail.mail)
    let check = hasher.finalize().prefix(Self.encodedBytes - Self.digestBytes)
    bytes = Array(digest.prefix(Self.digestBytes)) + check
  }

  /// Reads the name and moves behind it.
  init(_ packed: [UInt8], at position: inout Int) throws(MailCodecError) {
    guard position + Self.encodedBytes <= packed.count else { throw .truncated }
    bytes = Array(packed[position..<position + Self.encodedBytes])
    position += Self.encodedBytes
  }

  var encoded: [UInt8] { bytes }

  /// Whether a history with this digest may be the one.
  func fits(_ digest: [UInt8]) -> Bool { digest.starts(with: bytes.prefix(Self.digestBytes)) }
}
