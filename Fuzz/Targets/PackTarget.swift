// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import CLibFuzzer
import MailCodec

/// Any bytes as an envelope and a mail: they come back, alone and after earlier mails.
///
/// The first byte of an input chooses; envelope and mail follow.
///
/// | bits | content |
/// |---|---|
/// | 1-0 | earlier mails: none, a true one, the first half of this one, both |
/// | 2 | 0 = packed and unpacked, 1 = only transformed and back, which is much faster |
/// | 7-3 | bytes of the envelope |
///
/// The transform is checked by itself because the packer passes over a way that is not exact.
enum PackTarget {
  static func run(_ input: [UInt8]) -> Int32 {
    var reader = InputReader(input)
    let choice = reader.byte()
    let envelope = reader.bytes(Int(choice >> 3))
    let original = UnpackedMail(envelope: envelope, mail: reader.bytes(input.count))
    let history = history(choice, of: original)
    checkTransform(original, after: nil)
    if let history { checkTransform(original, after: history) }
    if choice & 4 == 0 { checkCodec(original, history) }
    return 0
  }

  /// Makes the codec, which takes longer than any input may.
  static func prepare() { codec.prime() }

  private static let codec = MailCodec()
  private static let earlier = MailHistory.Entry(
    envelope: Array("me@here.example\n\nyou@there.example\n".utf8), mail: earlierMail)
  private static let earlierMail = Array(
    """
    Received: from here.example by mx.there.example id 4F1A2B3C5D; Sat, 1 Mar 2025 12:00:01 +0000\r
    Message-ID: <0f8fad5b-d9cb-469f-a165-70867728950e@here.example>\r
    Date: Sat, 1 Mar 2025 12:00:00 +0000\r
    From: <me@here.example>\r
    To: <you@there.example>\r
    Subject: about the road\r
    \r
    It is open again.\r

    """.utf8)

  private static func history(_ choice: UInt8, of original: UnpackedMail) -> MailHistory? {
    let half = MailHistory.Entry(
      envelope: original.envelope, mail: Array(original.mail.prefix(original.mail.count / 2)))
    return switch choice & 3 {
    case 0: nil
    case 1: MailHistory([earlier].compactMap(\.self))
    case 2: MailHistory([half].compactMap(\.self))
    default: MailHistory([earlier, half].compactMap(\.self))
    }
  }

  private static func checkTransform(_ original: UnpackedMail, after history: MailHistory?) {
    let memory = TransformMemory(notes: history?.entries.map(\.note) ?? [])
    let transformed = MailTransform(
      envelope: original.envelope, mail: original.mail, memory: memory)
    let limits = UnpackLimits(maximumBytes: original.envelope.count + original.mail.count)
    let back = try? UnpackedMail(
      text: transformed.text, raw: transformed.raw.packed, limits: limits, memory: memory)
    precondition(back == original, "the transform gave another mail, or none")
    let kind: UInt32 = history == nil ? 0 : 1
    for step in 0..<16 where transformed.steps.rawValue >> step & 1 == 1 {
      fuzz_mark(kind * 16 + UInt32(step))
    }
  }

  private static func checkCodec(_ original: UnpackedMail, _ history: MailHistory?) {
    let packed = codec.pack(envelope: original.envelope, mail: original.mail, history: history)
    let bytes = original.envelope.count + original.mail.count
    precondition(packed.bytes.count <= bytes + 3, "a mail grew")
    precondition(packed.report.packedBytes == packed.bytes.count, "the report is of another mail")
    let back = try? codec.unpack(
      packed.bytes, history: history, limits: UnpackLimits(maximumBytes: bytes))
    precondition(back == original, "another mail came back, or none")
    mark(packed)
  }

  /// Tells the fuzzer how the mail was packed: mode, and the order of magnitude of each part.
  private static func mark(_ packed: PackedMail) {
    fuzz_mark(32 + UInt32(packed.mode.rawValue))
    for (part, share) in packed.report.shares {
      let place = 40 + UInt32(part.rawValue) * 32
      fuzz_mark(place + magnitude(of: share.textBytes))
      fuzz_mark(place + 16 + magnitude(of: share.rawBytes))
    }
  }

  /// How many bits a count has, 15 at most.
  private static func magnitude(of count: Int) -> UInt32 {
    UInt32(min(Int.bitWidth - count.leadingZeroBitCount, 15))
  }
}
