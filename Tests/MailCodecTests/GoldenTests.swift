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
        41fec88d5301eb69895c6c15068c067daf9be45b50cd1233f77a8cc836e02f455121bdc297f56863
        e0eb933b00d9287c38aef07535a81e6fb2479c0da0e013
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
        41ff8cf8b310d14420c176725ad0b42079806a902d4ec3a2d12490759cd76a00ff11ee22dd33cc
        """),
    Vector(
      name: "relays, dates, a boundary, addresses and a folded key",
      envelope: "ada@mill.example\nBODY=8BITMIME\nbo@dam.example\n",
      mail: """
        Received: from mill.example by mx.dam.example (Postfix) with ESMTPS id 3BD1DFD42FC
        \tfor <bo@dam.example>; Sat,  5 Dec 2026 11:00:03 +0100 (CET)
        DKIM-Signature: v=1; a=rsa-sha256; d=mill.example; t=1796464801;
        \tb=q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ
        \t Zm9vYmFy
        Date: Sat, 5 Dec 2026 10:00:00 GMT
        From: ada@mill.example
        To: bo@dam.example, cy@dam.example
        Content-Type: multipart/mixed;
         boundary="18e9f0d0416db019_ed06584e9f34b859_85f1754190b38d2f"

        --18e9f0d0416db019_ed06584e9f34b859_85f1754190b38d2f

        cy@dam.example knows.
        --18e9f0d0416db019_ed06584e9f34b859_85f1754190b38d2f--

        """,
      packed: """
        41f775011442bfd26ab5ce3007cb326b80f3e7435008e0f73bd6acddcba69923555f45039418dd58
        e0684ec0e0c1bcb9c934c180c30b74255bd84fda85b0b02e5af9430f3b81943c3a496f5e2271e330
        1a4fe60e4f191a3d2b2db5bc34ce4206d5c517360a3ebd1dfd42fc31
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
        41feb3ce35fda3e1bddaf263e41734c24ea08f488fdc9f2800254a6f94b9de03284d7297bce1062b
        50759abfe4092e53789dc2e70c31567ba0c5ea0f34597ea3c8ed12375c81a6cbf0153a5f84a9cef3
        183d6287acd1f61b40658aafd4f91e43688db2d7fc21466b90b5daff2449000b16212c37424d5863
        6e79848f9aa5b0bbc6d1dce7f2fd08131e29343f4a5500070e151c232a31383f464d545b62697077
        7e858c939aa1a8afb6bdc4cbd2d9
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
