// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec

/// Any bytes as a packed mail: it is refused, or within the limits.
enum MailTarget {
  static func run(_ input: [UInt8]) -> Int32 {
    guard let mail = try? codec.unpack(input, limits: UnpackLimits(maximumBytes: most)) else {
      return 0
    }
    precondition(mail.envelope.count + mail.mail.count <= most, "a mail above the limit")
    return 0
  }

  /// Makes the codec, which takes longer than any input may.
  static func prepare() { _ = codec }

  private static let most = 600
  private static let codec = MailCodec()
}
