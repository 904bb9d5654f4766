// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec
import Testing

@Suite struct TransformTests {
  private static func text(_ mail: String) -> [UInt8] {
    Array(mail.replacing("\n", with: "\r\n").utf8)
  }

  /// Transforms and undoes; gives the transform when the mail came back.
  private static func transformed(
    _ mail: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> MailTransform {
    let envelope: [UInt8] = [0x61, 0x10, 0x0A]
    let transform = MailTransform(envelope: envelope, mail: mail)
    let limits = UnpackLimits(maximumBytes: envelope.count + mail.count)
    let back = try UnpackedMail(text: transform.text, raw: transform.raw.packed, limits: limits)
    #expect(back.mail == mail, sourceLocation: sourceLocation)
    #expect(back.envelope == envelope, sourceLocation: sourceLocation)
    let isHeld = try back.isHeld(text: transform.text, raw: transform.raw.packed, limits: limits)
    #expect(isHeld, sourceLocation: sourceLocation)
    return transform
  }

  @Test func `the check of a packed mail finds every change, however long the mail`() throws {
    var noise = SplitMix64(seed: 3)
    let words = Array(String(repeating: "some words\r\n", count: 9000).utf8)
    let block = Base64Block(quadsPerLine: 19, bytes: noise.bytes(150_000))
    let head = Self.text("From: a@b.example\nTo: c@d.example\n\n")
    let mail = head + words + block.lines(lineEnd: [0x0D, 0x0A]) + [0x0D, 0x0A] + words
    let transform = try Self.transformed(mail)
    func isHeld(_ envelope: [UInt8], _ mail: [UInt8]) -> Bool {
      // What is too long for its limits, or differs early, is malformed.
      let held = try? UnpackedMail(envelope: envelope, mail: mail).isHeld(
        text: transform.text, raw: transform.raw.packed,
        limits: UnpackLimits(maximumBytes: mail.count + 10))
      return held == true
    }
    let envelope: [UInt8] = [0x61, 0x10, 0x0A]
    #expect(isHeld(envelope, mail))
    for place in [0, 20, 65_535, 65_536, 65_540, 120_000, 250_000, mail.count - 1] {
      var changed = mail
      changed[place] ^= 1
      #expect(!isHeld(envelope, changed), "byte \(place)")
      changed.remove(at: place)
      #expect(!isHeld(envelope, changed), "without byte \(place)")
    }
    #expect(!isHeld(envelope, mail + [0x0A]))
    #expect(!isHeld([0x61], mail))
  }

  @Test func `network line ends become line feeds`() throws {
    let transform = try Self.transformed(Array("a: b\r\n\r\nc\r\n".utf8))
    #expect(transform.text.suffix(10) == [0] + Array("a: b\n\nc\n".utf8) + [0x10])
    #expect(transform.steps == .lineEnds)
  }

  @Test(arguments: ["a\nb\r\nc\r\n", "a\rb\r\n", "\r\r\n\n\r", "\n", "\r", "\r\n", "a\n\nb\r\n"])
  func `odd line ends come back`(mail: String) throws {
    let transform = try Self.transformed(Array(mail.utf8))
    #expect(!transform.text.isEmpty)
  }

  @Test func `control characters of the text stream come back`() throws {
    let transform = try Self.transformed((UInt8.min...255).flatMap { [0x20, 0x20, $0, 0x20] })
    #expect(transform.raw.count == 0)
  }

  @Test(arguments: [1, 2, 3, 4, 15, 19, 25, 100, 250])
  func `base64 of any line length is undone`(quads: Int) throws {
    let content = Array(String(repeating: "line;1.5;7\r\n", count: 200).utf8)
    for count in [1, 2, 3, 56, 57, 58, 599, 2400] {
      let block = Base64Block(quadsPerLine: quads, bytes: Array(content.prefix(count)))
      let lines = block.lines(lineEnd: [0x0D, 0x0A])
      let head = Self.text("Content-Transfer-Encoding: base64\n\n")
      for tail in ["", "\r\n", "\r\n\r\n--end\r\n"] {
        let transform = try Self.transformed(head + lines + Array(tail.utf8))
        #expect(transform.steps.contains(.base64))
        #expect(transform.raw.count == 0)
      }
    }
  }

  @Test func `random content of base64 goes to the raw stream`() throws {
    var noise = SplitMix64(seed: 1)
    let content = noise.bytes(5000)
    let lines = Base64Block(quadsPerLine: 19, bytes: content).lines(lineEnd: [0x0D, 0x0A])
    let transform = try Self.transformed(Self.text("a: b\n\n") + lines)
    #expect(transform.raw.packed == content)
    #expect(transform.text.count < 40)
  }

  @Test func `text before and behind random content stays text`() throws {
    var noise = SplitMix64(seed: 2)
    let words = Array(String(repeating: "some words ", count: 100).utf8)
    for content in [words + noise.bytes(3000) + words, noise.bytes(3000) + words] {
      let lines = Base64Block(quadsPerLine: 19, bytes: content).lines(lineEnd: [0x0D, 0x0A])
      let transform = try Self.transformed(Self.text("a: b\n\n") + lines)
      #expect((2500...3300).contains(transform.raw.count))
    }
  }

  @Test(arguments: ["SGVsbG9=", "SGVsbG8", "SGVs=G8=", "SGVsbG8==", "====", "SGVsbG8=\nSGVsbG8="])
  func `base64 that no encoder writes comes back`(digits: String) throws {
    let mail = "Content-Transfer-Encoding: base64\n\n\(digits)\n"
    let transform = try Self.transformed(Self.text(mail))
    #expect(transform.raw.count == 0)
  }

  @Test func `armour with its checksum leaves structure and noise`() throws {
    var maker = MailMaker(seed: 3)
    var kinds: Set<UInt16> = []
    for _ in 0..<60 {
      let armour = Self.text(maker.armour().joined(separator: "\n"))
      let transform = try Self.transformed(armour)
      #expect(transform.steps.contains(.base64))
      kinds.insert(transform.steps.intersection([.armourChecksum, .packets]).rawValue)
    }
    #expect(kinds.count == 4, "with and without right checksum, with whole and cut packets")
  }

  @Test func `a UUID and its repetitions cost its bytes once`() throws {
    let id = "1e87a824-b6df-46d5-9674-70cd6e126b9f"
    let transform = try Self.transformed(Self.text("A: <\(id)>\nB: <\(id)> \(id)\n"))
    #expect(transform.raw.count == 16)
    #expect(transform.steps.contains(.identifiers))
  }

  @Test(
    arguments: [
      ("0123456789abcdef", 8), ("0123456789ABCDEF", 8), ("0123456789abcdeF", 0),
      ("0123456789abcde", 8), ("3BD1DFD42FC", 6), ("0123456789012345", 7), ("012345678", 0),
      ("x0123456789abcdef", 0), ("abcdefab", 0), ("01ab", 0),
      ("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", 32),
      ("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0", 0),
      ("0e87a824-b6df-16d5-9674-70cd6e126b9f", 16), ("18e9f0cf53cf4258_e583ebcb895d3b78", 16),
    ])
  func `numbers of many digits are stored as bits`(mail: String, raw: Int) throws {
    #expect(try Self.transformed(Array(mail.utf8)).raw.count == raw)
  }

  @Test func `more numbers than are remembered come back`() throws {
    var noise = SplitMix64(seed: 4)
    let numbers = (0..<300).map { _ in Array(MailMaker.hex(noise.bytes(8)).utf8) + [0x0A] }
    let transform = try Self.transformed(Array((numbers + numbers).joined()))
    #expect((1016...1060).contains(transform.raw.count))
  }

  @Test(arguments: [
    "abcd\r\n", "a@b.c ", "K: " + String(repeating: "aB3+", count: 15) + "\r\n ",
    "k=0123456789abcdefghijABCDEFGHIJxyzXYZ+/\r\n ",
    "-----BEGIN PGP X-----\r\n\r\nwf8=\r\n", "ab12cd34ef56ab78 ",
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n=", "aaaabbbbccccddddeeee\r\n ",
    "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\r\n\r\n",
  ])
  func `work grows with the mail, not with its square`(piece: String) throws {
    let mail = Array(String(repeating: piece, count: 40_000).utf8)
    let transform = try Self.transformed(mail)
    #expect(transform.text.count <= mail.count + 8)
  }

  @Test func `random stretches bypass the model`() throws {
    var noise = SplitMix64(seed: 5)
    let transform = try Self.transformed(noise.bytes(100_000))
    #expect(transform.raw.count == 100_000)
    #expect(transform.text.count < 16)
  }

  @Test func `made-up mails, whole and damaged, come back`() throws {
    for seed in UInt64(0)..<400 {
      var maker = MailMaker(seed: seed)
      let mail = maker.mail()
      for candidate in [mail] + (0..<6).map({ _ in maker.damaged(mail) }) {
        let transform = MailTransform(envelope: [], mail: candidate)
        let back = try UnpackedMail(
          text: transform.text, raw: transform.raw.packed,
          limits: UnpackLimits(maximumBytes: candidate.count))
        #expect(back.mail == candidate, "seed \(seed)")
      }
    }
  }

  @Test func `damaged streams give an error or a mail within the limit`() {
    var noise = SplitMix64(seed: 6)
    var unpacked = 0
    let mails = (UInt64(0)..<40).map { seed in
      var maker = MailMaker(seed: seed)
      let mail = maker.mail()
      return (mail: mail, transform: MailTransform(envelope: [], mail: mail))
    }
    for seed in 0..<20_000 {
      let (mail, transform) = mails[seed % 40]
      var text = transform.text
      for _ in 0..<Int.random(in: 1...4, using: &noise) {
        let place = Int.random(in: 0..<text.count, using: &noise)
        text[place] = UInt8.random(in: 0...255, using: &noise) & (seed % 2 == 0 ? 0x1F : 0xFF)
      }
      let kept = Int.random(in: 0...text.count * 2, using: &noise)
      let size = mail.count + (seed % 3 == 0 ? Int.random(in: 0...9, using: &noise) : 0)
      let raw = transform.raw.packed
      let result = Result { () throws(MailCodecError) -> UnpackedMail in
        try UnpackedMail(
          text: Array(text.prefix(kept)), raw: raw, limits: UnpackLimits(maximumBytes: size))
      }
      if case .success(let back) = result {
        unpacked += 1
        #expect(back.mail.count + back.envelope.count <= size, "seed \(seed)")
      }
    }
    #expect((20..<19_000).contains(unpacked))
  }
}
