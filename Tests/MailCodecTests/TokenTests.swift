// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec
import Testing

@Suite struct TokenTests {
  /// Transforms and undoes; gives the transform when the mail came back.
  private static func transformed(
    _ mail: String, envelope: String = "", memory: TransformMemory = TransformMemory(),
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> MailTransform {
    let bytes = Array(mail.replacing("\n", with: "\r\n").utf8)
    let transform = MailTransform(
      envelope: Array(envelope.utf8), mail: bytes, memory: memory)
    let back = try UnpackedMail(
      text: transform.text, raw: transform.raw.packed, limits: UnpackLimits(), memory: memory)
    #expect(back.mail == bytes, sourceLocation: sourceLocation)
    return transform
  }

  @Test(
    arguments: [
      ("Sat, 21 Nov 2026 03:11:43 +0000", 1_795_230_703),
      ("Sat,  5 Dec 2026 10:00:00 +0100", 1_796_461_200),
      ("5 Dec 2026 10:00:00 GMT", 1_796_464_800),
      ("Thu, 1 Jan 1970 00:00:00 -0000", 0), ("Tue, 29 Feb 2028 23:59:59 -0330", 1_835_494_199),
      ("Tue, 19 Jan 2038 03:14:07 UTC", 0x7FFF_FFFF),
    ])
  func `dates are known by their second`(text: String, seconds: Int) throws {
    let bytes = Array(text.utf8)
    let (stamp, length) = try #require(DateStamp.find(bytes, at: 0, end: bytes.count))
    #expect(stamp.seconds == seconds)
    #expect(length == bytes.count)
    #expect(try Self.transformed("Date: \(text)\n").steps.contains(.dates))
  }

  @Test(
    arguments: [
      "Sat, 31 Nov 2026 03:11:43 +0000",
      "Sat, 21 Nov 2026 24:11:43 +0000", "Sat, 21 Nov 2026 03:11:60 +0000",
      "Sat, 21 Nov 2026 03:11:43 +0007", "Sat, 21 Nov 2026 03:11:43 EST",
      "Tue, 19 Jan 2038 03:14:08 UTC", "Thu, 1 Jan 1970 00:00:00 +0100", "Sat, 021 Nov 2026",
      "Sat, 21 Nov 0000 03:11:43 +0000", "Sat, 21 nov 2026 03:11:43 +0000",
    ])
  func `dates that no calendar has stay text`(text: String) throws {
    #expect(!(try Self.transformed("Date: \(text)\n").steps.contains(.dates)))
  }

  @Test func `a second date costs its distance`() throws {
    let mail = """
      Received: x; Sat, 21 Nov 2026 03:11:43 +0000
      Date: Sat, 21 Nov 2026 03:11:40 +0000

      """
    #expect(try Self.transformed(mail).raw.count == 4)
  }

  @Test(
    arguments: [
      ("1795230659", 6), ("20261121031059", 6), ("1895230659", 9), ("20271121031059", 10),
      ("20261321031059", 10), ("20261121036059", 10), ("0000000000", 9), ("00000000000000", 10),
      ("17952306C3", 10),
    ])
  func `digits that tell a moment near the date cost a distance`(digits: String, raw: Int) throws {
    let mail = "Date: Sat, 21 Nov 2026 03:11:43 +0000\nX: \(digits) \(digits)\n"
    let cost = try Self.transformed(mail).raw.count
    #expect(raw == 6 ? cost <= 6 : cost == raw - 2 || cost == raw - 1, "\(cost)")
  }

  @Test(
    arguments: [
      ("4X1G690w4lz17dJ", true), ("49hJtv3RRcz11m7", true), ("4X1G690w4lz17dz", false),
      ("4X1G690w4lA17dJ", false), ("zzzzzz0w4lz17dJ", false), ("4X1G69zzzzz17dJ", false),
      ("4X1G690w4lz", false), ("4X1G690w4lz17dJ17dJ17dJ", false), ("4X1G690w4lz17dAJ", false),
    ])
  func `long queue identifiers tell a moment and an inode`(word: String, isOne: Bool) throws {
    let mail = "X: id \(word)\nX: <\(word)@x.example>\n"
    let transform = try Self.transformed(mail)
    #expect(transform.raw.count == (isOne ? 9 : 0))
    #expect(transform.steps.contains(.identifiers) == isOne)
  }

  @Test func `mixing and unmixing are inverse`() {
    var noise = SplitMix64(seed: 30)
    for _ in 0..<1000 {
      let boundary = MailBuilderBoundary(
        kind: Bool.random(using: &noise) ? .mixed : .multiplied,
        nanoseconds: UInt64.random(in: 0...1_900_000_000_999_999_999, using: &noise),
        counter: UInt8.random(in: 0...255, using: &noise), seed: noise.next())
      let text = boundary.text
      let found = MailBuilderBoundary.find(text, at: 0, end: text.count)
      #expect(found?.0 == boundary)
      #expect(found?.1 == text.count)
    }
  }

  @Test(
    arguments: [
      "18e9f0d0416db019_ed06584e9f34b859_85f1754190b38d2e",
      "18e9f0d0416db019_ed06584e9f34b859", "018e9f0d0416db019_ed06584e9f34b859_85f1754190b38d2f",
      "fffffffff0d0416db019_ed06584e9f34b859_85f1754190b38d2f", "1_1_1", "__",
      "18e9f0d0416db019_ed06584e9f34b859_85f1754190b38d2fa",
    ])
  func `boundaries of no known making come back`(boundary: String) throws {
    #expect(!(try Self.transformed("x=\"\(boundary)\"\n").steps.contains(.boundaries)))
  }

  @Test func `addresses and domains are named from their second use on`() throws {
    let mail = """
      From: <ada@mill.example>
      To: bo@dam.example, new@mill.example, new@mill.example.
      X: mx.dam.example xdam.example dam.example.org ada@mill.example.org +ada@mill.example

      new@mill.example

      """
    let transform = try Self.transformed(mail, envelope: "ada@mill.example\n\nbo@dam.example\n")
    #expect(transform.steps.contains(.addresses))
    #expect(transform.text.count { $0 == 0x1C } == 4)
    #expect(transform.text.count { $0 == 0x1A } == 3)
    #expect(transform.text.count { $0 == 0x1D } == 3)
  }

  @Test func `more addresses than are remembered come back`() throws {
    let lines = (0..<300).map { "a\($0)@host\($0).example, host\($0).example" }
    let transform = try Self.transformed((lines + lines).joined(separator: "\n"))
    #expect(transform.text.count { $0 == 0x1C } == 128)
  }

  @Test(arguments: [0, 1, 30, 64], [16, 60, 72])
  func `keys folded into a field are undone`(firstWidth: Int, width: Int) throws {
    var noise = SplitMix64(seed: 31)
    for count in [48, 49, 50, 300] {
      for space in [[UInt8(0x20)], [0x09], [0x20, 0x20, 0x20], [0x09, 0x20]] {
        let fold = FoldedBase64.Fold(firstWidth: firstWidth, width: width, space: space)
        let block = FoldedBase64(fold: fold, bytes: [0x21] + noise.bytes(count))
        let text = String(decoding: block.text(lineEnd: [0x0A]), as: UTF8.self)
        for tail in ["\n\nbody\n", ";\n d=x\n", "\n next=1\n"]
        where !tail.hasPrefix(";") || count != 48 {
          let transform = try Self.transformed("K: a=1; key=\(text)\(tail)")
          #expect(transform.raw.count >= count - 66)
        }
      }
    }
  }
}

@Suite struct FoldedBase64Tests {
  private static func transformed(
    _ mail: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> MailTransform {
    let bytes = Array(mail.replacing("\n", with: "\r\n").utf8)
    let transform = MailTransform(envelope: [], mail: bytes)
    let back = try UnpackedMail(
      text: transform.text, raw: transform.raw.packed, limits: UnpackLimits())
    #expect(back.mail == bytes, sourceLocation: sourceLocation)
    return transform
  }

  @Test(arguments: Base64.Alphabet.allCases)
  func `noise in a returned header is undone`(alphabet: Base64.Alphabet) throws {
    var noise = SplitMix64(seed: 34)
    for count in [96, 257, 900] {
      let fold = FoldedBase64.Fold(firstWidth: 48, width: 64, space: [0x20])
      let block = FoldedBase64(alphabet: alphabet, fold: fold, bytes: noise.bytes(count))
      let text = String(decoding: block.text(lineEnd: [0x0A]), as: UTF8.self)
      let transform = try Self.transformed("a: b\n\nReturned:\n\nX-Token: \(text)\n\n")
      #expect(transform.raw.count == count)
    }
  }

  @Test func `words, hosts and paths are no base64`() throws {
    let body = """
      a: b

      https://mill.example/archive/two-thousand/letters/of/the/old/mill/and/its/owners
      some.very.long.name.of.a.host.with_underscores.and.many.parts.mail.mill.example
      and AbcdefGhijklMnopqrStuvwxYzabcdEfghijKlmnopQrstuvWxyzAbcdefGhijkl

      """
    #expect(try Self.transformed(body).raw.count == 0)
  }

  @Test func `a block that comes again costs a few bytes`() throws {
    var noise = SplitMix64(seed: 35)
    let bytes = noise.bytes(300)
    let folded = FoldedBase64(
      fold: FoldedBase64.Fold(firstWidth: 20, width: 70, space: [0x09]), bytes: bytes)
    let field = String(decoding: folded.text(lineEnd: [0x0A]), as: UTF8.self)
    let lines = String(
      decoding: Base64Block(quadsPerLine: 16, bytes: bytes).lines(lineEnd: [0x0A]), as: UTF8.self)
    let transform = try Self.transformed("K: k=\(field)\nL: k=\(field)\n\n\(lines)\n")
    #expect(transform.raw.count == 300)
  }

  @Test func `more blocks than are remembered come back`() throws {
    var noise = SplitMix64(seed: 36)
    let lines = (0..<150).map { _ in
      "K: " + String(decoding: Base64.encoded(noise.bytes(66)[...]), as: UTF8.self) + "\n"
    }
    let transform = try Self.transformed((lines + lines).joined())
    #expect(transform.raw.count == 150 * 66 + 86 * 66)
  }
}

@Suite struct TransformMemoryTests {
  private static func mail(_ thread: UInt64, second: UInt64, entropy: UInt64) -> [UInt8] {
    // The seed of a thread is its mixed number xor the entropy: mixed by a boundary of counter 0.
    let mixed = MailBuilderBoundary(kind: .mixed, nanoseconds: 0, counter: 0, seed: thread).text
    let number = String(decoding: mixed, as: UTF8.self).split(separator: "_")[1]
    let seed = (UInt64(number, radix: 16) ?? 0) ^ entropy
    let boundary = MailBuilderBoundary(
      kind: .mixed, nanoseconds: second * 1_000_000_000 + 123_456_789, counter: 3, seed: seed)
    return Array("boundary=\"\(String(decoding: boundary.text, as: UTF8.self))\"\r\n".utf8)
  }

  private static func rawBytes(_ mail: [UInt8], _ memory: TransformMemory) throws -> Int {
    let transform = MailTransform(envelope: [], mail: mail, memory: memory)
    let back = try UnpackedMail(
      text: transform.text, raw: transform.raw.packed, limits: UnpackLimits(), memory: memory)
    #expect(back.mail == mail)
    #expect(transform.text == MailTransform(envelope: [], mail: mail).text)
    #expect(transform.note == MailTransform(envelope: [], mail: mail).note)
    return transform.raw.count
  }

  @Test(arguments: [0, 0x9182_7364_5546_3728, UInt64.max])
  func `a known process costs two bytes instead of eight`(entropy: UInt64) throws {
    let first = Self.mail(2, second: 1_795_000_000, entropy: entropy)
    let memory = TransformMemory(notes: [MailTransform(envelope: [], mail: first).note])
    let same = Self.mail(2, second: 1_795_000_900, entropy: entropy)
    let sibling = Self.mail(7, second: 1_795_086_400, entropy: entropy)
    #expect(try Self.rawBytes(same, TransformMemory()) == 15)
    #expect(try Self.rawBytes(same, memory) == 6)
    #expect(try Self.rawBytes(sibling, memory) == 9)
    #expect(try Self.rawBytes(Self.mail(2, second: 1, entropy: 5), memory) == 16)
  }

  @Test func `a memory stays small and takes any note`() throws {
    var noise = SplitMix64(seed: 32)
    var memory = TransformMemory()
    for _ in 0..<200 { memory.fold(noise.bytes(Int.random(in: 0...90, using: &noise))) }
    let mail = Self.mail(2, second: 1_795_000_000, entropy: 5)
    #expect(try Self.rawBytes(mail, memory) <= 16)
    var other = memory
    other.fold([])
    #expect(other == memory)
  }

  @Test func `the other end's memory gives an error or another mail, never a trap`() throws {
    var noise = SplitMix64(seed: 33)
    for seed in UInt64(0)..<50 {
      var maker = MailMaker(seed: seed)
      let mail = maker.mail()
      let known = TransformMemory(notes: [MailTransform(envelope: [], mail: mail).note])
      let transform = MailTransform(envelope: [], mail: mail, memory: known)
      let other = TransformMemory(notes: [noise.bytes(20)])
      let back = Result { () throws(MailCodecError) -> UnpackedMail in
        try UnpackedMail(
          text: transform.text, raw: transform.raw.packed, limits: UnpackLimits(), memory: other)
      }
      if case .success(let back) = back { #expect(back.mail.count < 1 << 16) }
    }
  }
}
