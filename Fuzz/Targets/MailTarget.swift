// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec

/// Any bytes as a packed mail: it is refused, or within the limits.
///
/// What says that it was packed after earlier mails is read once more under the right name of them:
/// by luck alone no input would find it.
enum MailTarget {
  static func run(_ input: [UInt8]) -> Int32 {
    check(input, after: nil)
    guard PackMode(ofPacked: input) == .mixedWithHistory, input.count > digestBytes else {
      return 0
    }
    let name = history.digest.prefix(digestBytes)
    check(Array(input.prefix(1) + name + input.dropFirst(1 + digestBytes)), after: history)
    return 0
  }

  /// Makes the codec, which takes longer than any input may.
  static func prepare() {
    codec.prime()
    check([], after: history)
  }

  /// How much of the name of a history lies behind the first byte of a packed mail.
  private static let digestBytes = 2
  private static let most = 600
  private static let codec = MailCodec()
  private static let history = MailHistory(
    ["first", "second"].compactMap { subject in
      let mail = "From: <me@here.example>\r\nTo: <you@there.example>\r\nSubject: \(subject)\r\n\r\n"
      return MailHistory.Entry(
        envelope: Array("me@here.example\n\nyou@there.example\n".utf8), mail: Array(mail.utf8))
    })

  private static func check(_ packed: [UInt8], after history: MailHistory?) {
    let limits = UnpackLimits(maximumBytes: most)
    guard let mail = try? codec.unpack(packed, history: history, limits: limits) else { return }
    precondition(mail.envelope.count + mail.mail.count <= most, "a mail above the limit")
  }
}
