// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A mail whose quoted-printable bodies are undone and whose body hashes are left out, with marks
/// that tell how to make them again.
///
/// The mail's own bytes 1 to 6 would be taken for marks: a mail that holds any is left as it is.
enum MailMark {
  /// A body in quoted-printable begins; a byte says where its lines break, see
  /// ``QuotedPrintableRule``.
  static let quoted: UInt8 = 1
  /// It ends.
  static let unquoted: UInt8 = 2
  /// A line breaks where the rule does not say so.
  static let lineBreak: UInt8 = 3
  /// No line breaks where the rule says so.
  static let noLineBreak: UInt8 = 4
  /// The hash of the body behind is left out; a byte says how it was made, see ``BodyHashForm``.
  static let bodyHash: UInt8 = 5
  /// The next byte is written out where others are encoded, or the other way round.
  static let unusual: UInt8 = 6

  static func isMark(_ byte: UInt8) -> Bool { (1...6).contains(byte) }
}

/// Puts marks into a mail.
struct MarkedMail {
  /// The mail with marks.
  private(set) var bytes: [UInt8]
  /// The steps that were of use.
  private(set) var steps: TransformSteps = []

  /// Marks a mail with the line ends of the wire; nil where there is nothing to mark.
  init?(_ mail: [UInt8]) {
    guard !mail.contains(where: MailMark.isMark) else { return nil }
    let hashed = BodyHashes.leftOut(of: mail)
    let unquoted = QuotedPrintableReader.undone(hashed ?? mail)
    guard let marked = unquoted ?? hashed else { return nil }
    bytes = marked
    if hashed != nil { steps.insert(.bodyHashes) }
    if unquoted != nil { steps.insert(.quotedPrintable) }
    guard marked.count <= mail.count, (try? Self.unmarked(marked, limit: mail.count)) == mail else {
      return nil
    }
  }

  /// The mail that was marked; takes any bytes.
  ///
  /// - Throws: ``MailCodecError/malformed`` when no mail was marked so, or one beyond the limit.
  static func unmarked(_ marked: [UInt8], limit: Int) throws(MailCodecError) -> [UInt8] {
    try BodyHashes.putIn(try QuotedPrintableWriter.redone(marked, limit: limit), limit: limit)
  }
}
