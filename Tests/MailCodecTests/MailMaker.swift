// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec

/// Mails made up from a seed, with every form the transform knows.
struct MailMaker {
  private var noise: SplitMix64
  private let lineEnd: String

  init(seed: UInt64) {
    noise = SplitMix64(seed: seed)
    lineEnd = seed % 5 == 0 ? "\n" : "\r\n"
  }

  static let envelope = Array("me@here.example\nBODY=8BITMIME\nyou@there.example\n".utf8)

  mutating func mail() -> [UInt8] {
    let boundary = Bool.random(using: &noise) ? boundary() : hex(8) + "_" + hex(8)
    var lines = [
      "Received: from here.example by mx.there.example id \(hex(5).uppercased())F; \(date())",
      "Date: \(date())", key(), "Cc: new.\(hex(1))@else.example, other@else.example",
      "From: <me@here.example>", "To: you@there.example", "Message-ID: <\(uuid())@localhost>",
      "MIME-Version: 1.0", "Subject: " + words(4), "X-Queue: 4X1G690w4lz17dJ",
      "DKIM-Signature: v=1; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=" + hex(4),
      "Content-Type: multipart/mixed; boundary=\"\(boundary)\"", "",
    ]
    for _ in 0..<Int.random(in: 1...3, using: &noise) {
      lines.append("--" + boundary)
      lines += part()
    }
    lines.append("--" + boundary + "--")
    let hasLastLineEnd = Bool.random(using: &noise)
    return Array((lines.joined(separator: lineEnd) + (hasLastLineEnd ? lineEnd : "")).utf8)
  }

  private mutating func part() -> [String] {
    switch Int.random(in: 0..<6, using: &noise) {
    case 0: ["Content-Type: text/plain", "", words(60), words(9)]
    case 3: quotedHead + [words(9), "caf=C3=A9=", "=20" + words(2) + "=3D=", "."]
    case 4: quotedHead + ["bh=x", "", "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "", ""]
    case 1: base64Head + base64(noise.bytes(Int.random(in: 1...900, using: &noise)))
    case 2: base64Head + base64(Array((words(40) + lineEnd + words(5)).utf8))
    default: armour()
    }
  }

  private let quotedHead = ["Content-Transfer-Encoding: quoted-printable", ""]
  private let base64Head = ["Content-Transfer-Encoding: base64", ""]

  private mutating func base64(_ bytes: [UInt8]) -> [String] {
    let quads = [15, 16, 18, 19, 25].randomElement(using: &noise) ?? 19
    return base64(bytes, quads: quads)
  }

  private func base64(_ bytes: [UInt8], quads: Int) -> [String] {
    let lines = Base64Block(quadsPerLine: quads, bytes: bytes).lines(lineEnd: [0x0A])
    return String(decoding: lines, as: UTF8.self).split(separator: "\n").map { String($0) }
  }

  /// OpenPGP armour with a right, a wrong or no checksum.
  mutating func armour() -> [String] {
    var packets = [0xC1, 71, 6, 0, 18, 1, 7, 0x40] + noise.bytes(32) + [32] + noise.bytes(32)
    let count = Int.random(in: 192...1500, using: &noise)
    packets += [0xD2, UInt8(192 + (count - 192) >> 8), UInt8((count - 192) & 0xFF), 2, 7, 2, 7]
    packets += noise.bytes(count - 4)
    if Int.random(in: 0..<4, using: &noise) == 0 { packets.removeLast() }
    var checksum = Base64.checksum(packets)
    let kind = Int.random(in: 0..<3, using: &noise)
    if kind == 1 { checksum[1] ^= 4 }
    let last = "=" + String(decoding: Base64.encoded(checksum[...]), as: UTF8.self)
    return ["Content-Type: application/octet-stream", "", "-----BEGIN PGP MESSAGE-----", ""]
      + base64(packets, quads: 16) + (kind == 2 ? [] : [last]) + ["-----END PGP MESSAGE-----", ""]
  }

  /// A mail with a few bytes changed, put in, taken out or doubled.
  mutating func damaged(_ mail: [UInt8]) -> [UInt8] {
    var mail = mail
    for _ in 0..<Int.random(in: 1...6, using: &noise) where !mail.isEmpty {
      let place = Int.random(in: 0..<mail.count, using: &noise)
      let byte = UInt8.random(in: 0...255, using: &noise)
      switch Int.random(in: 0..<6, using: &noise) {
      case 0: mail[place] = byte
      case 1: mail[place] ^= 1 << (byte & 7)
      case 2: mail.insert(byte, at: place)
      case 3: mail.remove(at: place)
      case 4: mail.insert(byte & 1 == 0 ? 0x0A : 0x0D, at: place)
      default: mail.insert(contentsOf: mail[place..<min(place + 70, mail.count)], at: place)
      }
    }
    return mail
  }

  private mutating func words(_ count: Int) -> String {
    let choice = ["road", "river", "Hütte", "and", "the", "battery", "= ", "lasts", "日", "?"]
    return (0..<count).map { _ in choice.randomElement(using: &noise) ?? "" }
      .joined(separator: " ")
  }

  private mutating func uuid() -> String {
    [hex(4), hex(2), hex(2), hex(2), hex(6)].joined(separator: "-")
  }

  private mutating func hex(_ count: Int) -> String { Self.hex(noise.bytes(count)) }

  /// Lower-case hexadecimal digits.
  static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// A boundary of mail-builder, of either version.
  private mutating func boundary() -> String {
    let made = MailBuilderBoundary(
      kind: Bool.random(using: &noise) ? .mixed : .multiplied,
      nanoseconds: UInt64.random(in: 0...1_900_000_000_999_999_999, using: &noise),
      counter: UInt8.random(in: 0...255, using: &noise),
      seed: UInt64.random(in: 0...UInt64.max, using: &noise))
    return String(decoding: made.text, as: UTF8.self)
  }

  private mutating func date() -> String {
    let forms: [UInt8] = [0, 1, 2, 4, 5, 6]
    let stamp = DateStamp(
      form: forms.randomElement(using: &noise) ?? 0,
      zone: UInt8.random(in: 0x70...0xA0, using: &noise),
      seconds: Int.random(in: 90_000...2_000_000_000, using: &noise))
    return String(decoding: stamp?.text ?? [], as: UTF8.self)
  }

  /// A field whose value is base64 on several lines.
  private mutating func key() -> String {
    let fold = FoldedBase64.Fold(
      firstWidth: Int.random(in: 0...70, using: &noise),
      width: Int.random(in: 8...78, using: &noise),
      space: [UInt8](repeating: 0x20, count: Int.random(in: 1...9, using: &noise)))
    let block = FoldedBase64(
      alphabet: Base64.Alphabet.allCases.randomElement(using: &noise) ?? .standard, fold: fold,
      bytes: noise.bytes(Int.random(in: 3...200, using: &noise)))
    let text = String(decoding: block.text(lineEnd: [0x0A]), as: UTF8.self)
    return "Autocrypt: addr=me@here.example; keydata=" + text.replacing("\n", with: lineEnd)
  }
}
