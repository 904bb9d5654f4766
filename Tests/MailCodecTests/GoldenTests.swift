// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec
import Testing

/// Packed bytes that must never change: another version must still read them.
///
/// A change of the model that breaks these needs a new ``ModelID``.
@Suite struct GoldenTests {
  struct Vector: Sendable {
    var name: String
    var envelope: String
    var mail: String
    var packed: String
  }

  static let vectors = [
    Vector(
      name: "nothing", envelope: "", mail: "",
      packed: """
        0000
        """),
    Vector(
      name: "a short mail",
      envelope: "ada@mill.example\nBODY=8BITMIME\nbo@dam.example\n",
      mail: """
        Date: Sat, 05 Dec 2026 10:00:00 +0000
        From: Ada <ada@mill.example>
        To: bo@dam.example
        Subject: Water
        Message-ID: <0d9c47b2-6f1e-4a83-95d7-c2b8e1f0a364@mill.example>
        MIME-Version: 1.0
        Content-Type: text/plain; charset="utf-8"

        The gate is open. Köszönöm!

        """,
      packed: """
        41b802ef6b36e510d080e655d8e046fd8dfd1b9bc33aeb53e70e7d1751def6f298d7f7b61bf7e738
        98146e0f3e426dbfb9a72ce760710d9c47b26f1e4a8395d7c2b8e1f0a364
        """),
    Vector(
      name: "base64 of text, a number twice, no last line end",
      envelope: "",
      mail: """
        Content-Transfer-Encoding: base64
        X-Id: 00ff11ee22dd33cc 00ff11ee22dd33cc

        bGV2ZWw7MS41DQpsZXZlbDsxLjYNCmxldmVsOzEuNw0KbGV2ZWw7MS44DQpsZXZlbDsx
        LjkNCg==
        """,
      packed: """
        419c01f53ee35de08525fe33a328761cb9a0415c050f870878200cafd57ad1c300ff11ee22dd33cc
        """),
    Vector(
      name: "armour",
      envelope: "ada@mill.example\nBODY=8BITMIME SMTPUTF8\nbo@dam.example\n",
      mail: """
        Subject: [...]

        -----BEGIN PGP MESSAGE-----

        \(armour)
        -----END PGP MESSAGE-----

        """,
      packed: """
        41ee02ef6b36e510b6f8758963da37f9d6c30f6d404b7300254a6f94b9de03284d7297bce1062b50
        759abfe4092e53789dc2e70c31567ba0c5ea0f34597ea3c8ed12375c81a6cbf0153a5f84a9cef318
        3d6287acd1f61b40658aafd4f91e43688db2d7fc21466b90b5daff2449000b16212c37424d58636e
        79848f9aa5b0bbc6d1dce7f2fd08131e29343f4a5500070e151c232a31383f464d545b626970777e
        858c939aa1a8afb6bdc4cbd2d9
        """),
  ]

  /// One session key and one short packet of ciphertext, counted up instead of random.
  private static var armour: String {
    let bytes =
      [0xC1, 71, 6, 0, 18, 1, 7, 0x40] + (0..<32).map { $0 &* 7 } + [32] + (0..<32).map { $0 &* 11 }
      + [0xD2, 90, 2, 7, 2, 7] + (0..<86).map { $0 &* 37 } as [UInt8]
    let lines = Base64Block(quadsPerLine: 16, bytes: bytes).lines(lineEnd: [0x0A])
    return String(
      decoding: lines + [0x0A, 0x3D] + Base64.encoded(Base64.checksum(bytes)[...]), as: UTF8.self)
  }

  private static func bytes(_ vector: Vector) -> (envelope: [UInt8], mail: [UInt8]) {
    (Array(vector.envelope.utf8), Array(vector.mail.replacing("\n", with: "\r\n").utf8))
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static func bytes(hex: String) -> [UInt8] {
    let digits = hex.compactMap { $0.hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
  }

  @Test(arguments: vectors)
  func `packing gives the same bytes as ever`(vector: Vector) {
    let (envelope, mail) = Self.bytes(vector)
    let packed = CodecTests.codec.pack(envelope: envelope, mail: mail)
    #expect(Self.hex(packed.bytes) == vector.packed.filter { !$0.isWhitespace })
  }

  @Test(arguments: vectors)
  func `bytes packed long ago are read`(vector: Vector) throws {
    let (envelope, mail) = Self.bytes(vector)
    let packed = Self.bytes(hex: vector.packed)
    let back = try CodecTests.codec.unpack(packed, limits: UnpackLimits())
    #expect(back == UnpackedMail(envelope: envelope, mail: mail))
  }
}
