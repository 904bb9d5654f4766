// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec
import Testing

/// One model serves all: nobody may notice what others did with it.
@Suite struct SharedModelTests {
  private static func mail(_ seed: UInt64) -> [UInt8] {
    var maker = MailMaker(seed: seed)
    return maker.mail()
  }

  private static func history(_ seeds: ClosedRange<UInt64>) throws -> MailHistory {
    MailHistory(
      try seeds.map {
        try #require(MailHistory.Entry(envelope: MailMaker.envelope, mail: mail($0)))
      })
  }

  /// Words that never came before, so that nearly all the model changes.
  private static func longText() -> [UInt8] {
    var noise = SplitMix64(seed: 3)
    var text = Array("Subject: words\r\n\r\n".utf8)
    while text.count < 120_000 {
      text += noise.bytes(6).map { 0x61 + $0 % 26 } + [text.count % 11 == 0 ? 0x0A : 0x20]
    }
    return text
  }

  @Test func `a mail is packed the same whatever the codec did before`() throws {
    let (one, other) = (try Self.history(1...6), try Self.history(40...43))
    let fresh = [nil, one, other].map {
      MailCodec().pack(envelope: MailMaker.envelope, mail: Self.mail(90), history: $0)
    }
    let codec = MailCodec()
    var noise = SplitMix64(seed: 11)
    for round in UInt64(0)..<12 {
      let history = [nil, one, other, try Self.history(1...(1 + round % 6))][Int(noise.next() % 4)]
      let packed = codec.pack(
        envelope: MailMaker.envelope, mail: Self.mail(100 + round), history: history)
      _ = try codec.unpack(packed.bytes, history: history, limits: UnpackLimits())
      _ = try? codec.unpack(
        packed.bytes.dropLast(9) + noise.bytes(40), history: other, limits: UnpackLimits())
      if round % 3 == 0 { codec.prepareToUnpack(after: round % 2 == 0 ? one : other) }
      if round == 7 { codec.releaseHistories() }
      let again = [nil, one, other].map {
        codec.pack(envelope: MailMaker.envelope, mail: Self.mail(90), history: $0)
      }
      #expect(again.map(\.bytes) == fresh.map(\.bytes), "round \(round)")
    }
  }

  @Test func `after a text that changes too much the model is made anew`() throws {
    let codec = MailCodec()
    let history = try Self.history(1...3)
    let before = codec.pack(
      envelope: MailMaker.envelope, mail: Self.mail(50), history: history)
    #expect(codec.modelBytes > 0)
    let text = Self.longText()
    let packed = codec.pack(envelope: [], mail: text)
    #expect(packed.mode == .mixed)
    #expect(codec.modelBytes == 0)
    #expect(try codec.unpack(packed.bytes, limits: UnpackLimits()).mail == text)
    #expect(codec.modelBytes == 0)
    let after = codec.pack(envelope: MailMaker.envelope, mail: Self.mail(50), history: history)
    #expect(after == before)
  }

  @Test func `a history that changes too much is of use and not kept`() throws {
    let text = Self.longText()
    let entries = stride(from: 0, to: 100_000, by: 10_000).map {
      MailHistory.Entry(text: Array(text[$0..<($0 + 10_000)]), note: [])
    }
    let history = MailHistory(try entries.map { try #require($0) })
    let codec = MailCodec()
    let mail = Array(text[50_000..<50_500])
    let packed = codec.pack(envelope: [], mail: mail, history: history)
    #expect(packed.mode == .mixedWithHistory)
    #expect(packed.bytes.count < mail.count / 5)
    let back = try codec.unpack(packed.bytes, history: history, limits: UnpackLimits())
    #expect(back.mail == mail)
    #expect(codec.historyModelBytes == 0)
  }

  @Test func `many who use it at once get what one gets`() async throws {
    let codec = MailCodec()
    let history = try Self.history(1...3)
    let expected = (UInt64(60)..<66).map {
      codec.pack(envelope: [], mail: Self.mail($0), history: $0 % 2 == 0 ? history : nil).bytes
    }
    let found = await withTaskGroup(of: (UInt64, [UInt8]).self) { group in
      for seed in UInt64(60)..<66 {
        group.addTask {
          let used = seed % 2 == 0 ? history : nil
          return (seed, codec.pack(envelope: [], mail: Self.mail(seed), history: used).bytes)
        }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    #expect((UInt64(60)..<66).map { found[$0] } == expected)
  }
}
