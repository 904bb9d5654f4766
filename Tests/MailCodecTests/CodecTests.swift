// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec
import Testing

@Suite struct CodecTests {
  static let codec = MailCodec()

  private static let oddInputs: [(String, [UInt8])] = {
    var noise = SplitMix64(seed: 7)
    return [
      ("empty", []), ("one byte", [0x10]), ("zeros", [UInt8](repeating: 0, count: 16_000)),
      ("all bytes", Array(0...255)), ("bare returns", Array("a\rb\r\rc\r\n\r".utf8)),
      ("line feeds", Array("a: b\n\nc\n".utf8)), ("no last line end", Array("a: b\r\n\r\nc".utf8)),
      ("eight bits", (0..<3000).map { UInt8(128 + $0 % 120) }),
      ("broken MIME", Array("Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n--x\r\n".utf8)),
      ("noise", noise.bytes(3000)), ("short noise", noise.bytes(40)),
      ("long line", [UInt8](repeating: 0x78, count: 8_000)),
    ]
  }()

  @Test(arguments: oddInputs)
  func `odd input comes back and hardly grows`(name: String, mail: [UInt8]) throws {
    let packed = Self.codec.pack(envelope: [], mail: mail)
    let back = try Self.codec.unpack(packed.bytes, limits: UnpackLimits())
    #expect(back == UnpackedMail(envelope: [], mail: mail))
    #expect(packed.bytes.count <= mail.count + 2)
    #expect(packed.report.packedBytes == packed.bytes.count)
    #expect(packed.report.rawBytes == mail.count)
  }

  @Test func `envelopes of any bytes come back`() throws {
    var noise = SplitMix64(seed: 8)
    for envelope in [[], [0x10], Array(0...255), noise.bytes(300), MailMaker.envelope] {
      for mail in [[], Array("Subject: x\r\n\r\n".utf8)] {
        let packed = Self.codec.pack(envelope: envelope, mail: mail)
        let back = try Self.codec.unpack(packed.bytes, limits: UnpackLimits())
        #expect(back == UnpackedMail(envelope: envelope, mail: mail))
      }
    }
  }

  @Test func `four mebibytes of noise cost a few bytes more`() throws {
    var noise = SplitMix64(seed: 9)
    let mail = Array("Subject: x\r\n\r\n".utf8) + noise.bytes(4 << 20)
    let packed = Self.codec.pack(envelope: [], mail: mail)
    #expect(packed.bytes.count < mail.count + 24)
    let limits = UnpackLimits(maximumBytes: mail.count)
    #expect(try Self.codec.unpack(packed.bytes, limits: limits).mail == mail)
  }

  @Test func `an attachment costs what it holds`() throws {
    var noise = SplitMix64(seed: 10)
    let content = noise.bytes(1 << 20)
    let head = Array("Content-Transfer-Encoding: base64\r\n\r\n".utf8)
    let mail = head + Base64Block(quadsPerLine: 19, bytes: content).lines(lineEnd: [0x0D, 0x0A])
    let packed = Self.codec.pack(envelope: [], mail: mail)
    #expect(packed.bytes.count < content.count + 40)
    #expect(packed.report.rawStreamBytes == content.count)
    #expect(try Self.codec.unpack(packed.bytes, limits: UnpackLimits()).mail == mail)
  }

  @Test func `made-up mails, whole and damaged, come back`() throws {
    for seed in UInt64(1000)..<1020 {
      var maker = MailMaker(seed: seed)
      let mail = maker.mail()
      for candidate in [mail, maker.damaged(mail)] {
        let packed = Self.codec.pack(envelope: MailMaker.envelope, mail: candidate)
        let back = try Self.codec.unpack(packed.bytes, limits: UnpackLimits())
        #expect(
          back == UnpackedMail(envelope: MailMaker.envelope, mail: candidate), "seed \(seed)")
        #expect(packed.mode == .mixed, "seed \(seed)")
      }
    }
  }

  @Test func `the model keeps to its memory, and takes none before and after its use`() {
    let mail = Array("From: a@b.example\r\nSubject: agreed\r\n\r\nYes.\r\n".utf8)
    let codec = MailCodec()
    #expect(codec.modelBytes == 0)
    let packed = codec.pack(envelope: MailMaker.envelope, mail: mail)
    #expect((8_000_000...24_000_000).contains(codec.modelBytes))
    codec.release()
    #expect(codec.modelBytes == 0)
    #expect(codec.pack(envelope: MailMaker.envelope, mail: mail) == packed)
    codec.release()
    codec.prime()
    #expect(codec.modelBytes > 0)
  }

  @Test func `two codecs agree`() throws {
    let mail = Array("From: a@b.example\r\nSubject: agreed\r\n\r\nYes.\r\n".utf8)
    let packed = MailCodec().pack(envelope: MailMaker.envelope, mail: mail)
    #expect(packed == Self.codec.pack(envelope: MailMaker.envelope, mail: mail))
    #expect(packed.bytes.first == 0x41)
  }
}
