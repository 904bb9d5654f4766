// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import MailCodec

/// Any bytes as the file of a history, and as its content behind a right checksum: it is refused,
/// or comes back, and mails can be packed after it.
enum HistoryTarget {
  static func run(_ input: [UInt8]) -> Int32 {
    check(input)
    let empty = HistoryFile.encode(MailHistory())
    let digest = Array(SHA256.hash(data: input))
    check(Array(empty.dropLast(digest.count)) + digest + input)
    return 0
  }

  /// Makes the codec, which takes longer than any input may.
  static func prepare() { codec.prime() }

  private static let codec = MailCodec()
  private static let mail = Array(
    """
    Date: Sat, 1 Mar 2025 12:00:00 +0000\r
    From: <me@here.example>\r
    Content-Type: multipart/mixed; boundary="18289d1e24c8b6f0a1b2c3d4e5f60718293a4b5c6d7e8f90"\r
    \r
    --18289d1e24c8b6f0a1b2c3d4e5f60718293a4b5c6d7e8f90--\r

    """.utf8)

  private static func check(_ file: [UInt8]) {
    guard let history = try? HistoryFile.decode(file) else { return }
    precondition(
      (try? HistoryFile.decode(HistoryFile.encode(history))) == history, "another history")
    // What the notes say reaches the transform as if the peer's mails had said it.
    let memory = TransformMemory(notes: history.entries.map(\.note))
    let transformed = MailTransform(envelope: [], mail: mail, memory: memory)
    let back = try? UnpackedMail(
      text: transformed.text, raw: transformed.raw.packed,
      limits: UnpackLimits(maximumBytes: mail.count), memory: memory)
    precondition(back?.mail == mail, "the transform gave another mail after these notes")
    let packed = codec.pack(envelope: [], mail: mail, history: history)
    let unpacked = try? codec.unpack(
      packed.bytes, history: history, limits: UnpackLimits(maximumBytes: mail.count))
    precondition(unpacked?.mail == mail, "another mail came back after these mails")
  }
}
