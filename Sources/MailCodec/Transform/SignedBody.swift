// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto

/// How a body was hashed for a DKIM signature (RFC 6376 §3.7): the tag `bh=` then need not be sent.
///
/// One byte behind its ``MailMark``: 0x80 plus ``Canonicalization``, plus twice the number of lines
/// that begin with two hyphens and stand between the end of the body and that of the mail.
struct BodyHashForm: Hashable {
  /// How the body is made comparable (RFC 6376 §3.4).
  enum Canonicalization: UInt8, CaseIterable {
    case simple = 0
    case relaxed = 1
  }

  var canonicalization: Canonicalization
  /// Delimiters behind the body: it may be that of a mail within the mail.
  var delimiters: Int

  static let delimitersLimit = 4

  var code: UInt8 { 0x80 | UInt8(delimiters) << 1 | canonicalization.rawValue }

  init(canonicalization: Canonicalization, delimiters: Int) {
    self.canonicalization = canonicalization
    self.delimiters = delimiters
  }

  /// The form behind a byte; nil when no packer writes it.
  init?(code: UInt8) {
    let delimiters = Int(code & 0x7F) >> 1
    guard code & 0x80 != 0, delimiters < Self.delimitersLimit,
      let canonicalization = Canonicalization(rawValue: code & 1)
    else { return nil }
    self.init(canonicalization: canonicalization, delimiters: delimiters)
  }

  /// The forms a packer tries.
  static var all: [BodyHashForm] {
    (0..<delimitersLimit).flatMap { delimiters in
      Canonicalization.allCases.reversed().map {
        BodyHashForm(canonicalization: $0, delimiters: delimiters)
      }
    }
  }
}

/// The body behind a signature in a header.
struct SignedBody {
  /// Larger bodies are not hashed by a packer.
  static let mostBytes = 1 << 20
  /// Digits of a hash in base64.
  static let digits = 44

  private let mail: [UInt8]
  /// Where the body begins.
  let start: Int

  /// The body behind the first empty line from a place on; nil when there is none.
  init?(_ mail: [UInt8], after place: Int) {
    var position = place
    while position + 4 <= mail.count, !Self.isLineEnd(mail, position, before: 0x0D, 0x0A) {
      position += 1
    }
    guard position + 4 <= mail.count else { return nil }
    self.mail = mail
    start = position + 4
  }

  /// A hash of the body and how it was made.
  struct Hash {
    var form: BodyHashForm
    var digits: [UInt8]
  }

  /// All hashes that a packer tries.
  var hashes: [Hash] {
    BodyHashForm.all.compactMap { form in hash(form).map { Hash(form: form, digits: $0) } }
  }

  /// The digits of SHA-256 over the body; nil when no body ends so.
  func hash(_ form: BodyHashForm) -> [UInt8]? {
    guard let end = end(delimiters: form.delimiters) else { return nil }
    let body = mail[start..<end]
    let hashed = form.canonicalization == .simple ? Self.simple(body) : Self.relaxed(body)
    return Base64.encoded(Array(SHA256.hash(data: hashed))[...])
  }

  /// The place before the line end of a delimiter counted from the end of the mail.
  private func end(delimiters: Int) -> Int? {
    var end = mail.count
    for _ in 0..<delimiters {
      var position = end - 4
      while position >= start, !Self.isLineEnd(mail, position, before: 0x2D, 0x2D) {
        position -= 1
      }
      guard position >= start else { return nil }
      end = position
    }
    return end
  }

  private static func isLineEnd(
    _ mail: [UInt8], _ position: Int, before third: UInt8, _ fourth: UInt8
  ) -> Bool {
    mail[position + 2] == third && mail[position + 3] == fourth && mail[position] == 0x0D
      && mail[position + 1] == 0x0A
  }

  private static let lineEnd: [UInt8] = [0x0D, 0x0A]

  /// RFC 6376 §3.4.3: one line end at the end.
  private static func simple(_ body: ArraySlice<UInt8>) -> [UInt8] {
    var end = body.endIndex
    while end - 2 >= body.startIndex, body[(end - 2)..<end].elementsEqual(lineEnd) { end -= 2 }
    return body[..<end] + lineEnd
  }

  /// RFC 6376 §3.4.4: white space is one space within a line and none at its end.
  private static func relaxed(_ body: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(body.count + 2)
    var isSpace = false
    for (index, byte) in zip(body.indices, body) {
      if byte == 0x20 || byte == 0x09 {
        isSpace = true
        continue
      }
      let isLineEnd = byte == 0x0D && index + 1 < body.endIndex && body[index + 1] == 0x0A
      if isSpace, !isLineEnd { result.append(0x20) }
      isSpace = false
      result.append(byte)
    }
    while result.suffix(2).elementsEqual(lineEnd) { result.removeLast(2) }
    return result.isEmpty ? [] : result + lineEnd
  }
}
