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
        41ff2639a3b760bcdbc5dd2832686bd196f4fa9a4814b92fe3d64e3d5b7ccde4360cc575af4ccda8
        4ed09df49b00d9287c38aef07535a81e6fb2479c0da0e013
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
        41ff7c60501fedc886a52dee766f1d8a8d3114fa35dc697eeb34633c55ce6600ff11ee22dd33cc
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
        41fa28ae6c02c203c82e6d33107609d8a4d3b57a6870e50ac912979107d01e65ff0d87b41958b3c6
        b308e5b5f36e0c13af019f606f26bf0f9bd163204068c925bce08a19526547007eda5a2c0b20347b
        0293191a3d2b2db5bc34ce4206d5c517360a3ebd1dfd42fc31
        """),
    Vector(
      name: "quoted-printable, the hash of the body, a long queue identifier, a key twice",
      envelope: "ada@mill.example\nBODY=8BITMIME\nbo@dam.example\n",
      mail: """
        Received: from mill.example by mx.dam.example (Postfix) with ESMTPS id 4jWcgM0sf8z177M
        \tfor <bo@dam.example>; Sat, 21 Nov 2026 03:11:43 +0000 (UTC)
        DKIM-Signature: v=1; c=relaxed/relaxed; bh=c8/fa+SgVlAZ7Cl34sGUTUI8A6yGzsuFkrExKzI6IYA=;
        Date: Sat, 21 Nov 2026 03:11:40 +0000
        From: ada@mill.example
        Key: \(key)
        Old-Key: \(key)
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        K=C3=B6sz=C3=B6n=C3=B6m! The water stands at 3=2E5 m =3D too high; please open t=
        he gate at noon.=20

        """,
      packed: """
        41f9c74ca3c971acb213e92cdbc8be709a7dea95f62c0af158aeb6a771d6b0ffbe94b9cce34ed833
        aa4a7611fc2a0251a5323241f7807301ab770cfe90a84c5077adc19d0da1003df28c0b835edd4b17
        b998ae6a5f4d8f4cbda89a42b6f4594cc07a23a49f0513d200254a6f94b9de04294e7398bde2082d
        52779cc1e60c31567ba0c5ea10355a7fa4c9ee14395e83a8cdf2183d6287acd1f61c41668bb0d5fa
        20456a8f50d84900241eef0b01
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
        41ff0d92e7c2f149b7b9b9e3bbd5b0607c949f5592b86100254a6f94b9de03284d7297bce1062b50
        759abfe4092e53789dc2e70c31567ba0c5ea0f34597ea3c8ed12375c81a6cbf0153a5f84a9cef318
        3d6287acd1f61b40658aafd4f91e43688db2d7fc21466b90b5daff2449000b16212c37424d58636e
        79848f9aa5b0bbc6d1dce7f2fd08131e29343f4a5500070e151c232a31383f464d545b626970777e
        858c939aa1a8afb6bdc4cbd2d9
        """),
  ]

  private static let key =
    Base64.encoded((0..<60).map { UInt8($0) &* 37 &+ UInt8($0 / 7) }[...])
    .reduce(into: "") { $0.unicodeScalars.append(UnicodeScalar($1)) }

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
