// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay

/// Any bytes as an envelope: it has one coded form.
enum EnvelopeTarget {
  static func run(_ input: [UInt8]) -> Int32 {
    guard let envelope = try? Envelope(decoding: input) else { return 0 }
    precondition(envelope.encoded() == input, "an envelope has two coded forms")
    return 0
  }
}
