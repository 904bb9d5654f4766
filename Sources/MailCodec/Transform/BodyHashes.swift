// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Leaves out the hashes of bodies that DKIM signatures hold, where they are right.
enum BodyHashes {
  /// How many are left out of one mail, and how many are looked at.
  private static let limit = 8
  private static let triesLimit = 16
  private static let tag = Array("bh=".utf8)

  /// The mail with marks instead of hashes; nil when there is none that is right.
  static func leftOut(of mail: [UInt8]) -> [UInt8]? {
    var hashes: [Int: [SignedBody.Hash]] = [:]
    var marked: [UInt8] = []
    var copied = 0
    var (tries, found) = (0, 0)
    for start in mail.indices where tries < triesLimit && found < limit {
      guard let digits = digits(mail, at: start) else { continue }
      tries += 1
      guard let body = SignedBody(mail, after: digits.endIndex),
        mail.count - body.start <= SignedBody.mostBytes
      else { break }
      let made = hashes[body.start] ?? body.hashes
      hashes[body.start] = made
      guard let hash = made.first(where: { $0.digits == Array(digits) }) else { continue }
      marked += mail[copied..<start] + [MailMark.bodyHash, hash.form.code]
      copied = digits.endIndex
      found += 1
    }
    return found == 0 ? nil : marked + mail[copied...]
  }

  /// The digits that stand at a place behind their tag.
  private static func digits(_ mail: [UInt8], at start: Int) -> ArraySlice<UInt8>? {
    let end = start + SignedBody.digits
    guard start >= tag.count, end <= mail.count, mail[end - 1] == Base64.padding,
      mail[(start - tag.count)..<start] == tag[...]
    else { return nil }
    return mail[start..<end]
  }

  /// The mail with hashes instead of marks, the last one first: a body holds those of the mails
  /// within it.
  static func putIn(_ marked: [UInt8], limit: Int) throws(MailCodecError) -> [UInt8] {
    let marks = marked.indices.filter { marked[$0] == MailMark.bodyHash }
    guard marks.count <= Self.limit else { throw .malformed }
    var mail = marked
    for start in marks.reversed() {
      let end = start + 2
      guard end <= mail.count, mail.count + SignedBody.digits - 2 <= limit,
        let form = BodyHashForm(code: mail[start + 1]),
        let hash = SignedBody(mail, after: end)?.hash(form)
      else { throw .malformed }
      mail.replaceSubrange(start..<end, with: hash)
    }
    return mail
  }
}
