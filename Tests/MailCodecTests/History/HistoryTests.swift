// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec
import Testing

@Suite struct HistoryTests {
  private static let codec = CodecTests.codec

  /// Mails of one direction, as entries of a history.
  static func history(_ seeds: some Sequence<UInt64>) throws -> MailHistory {
    var history = MailHistory()
    for seed in seeds { history.append(try entry(seed)) }
    return history
  }

  static func entry(_ seed: UInt64) throws -> MailHistory.Entry {
    try #require(MailHistory.Entry(envelope: MailMaker.envelope, mail: mail(seed)))
  }

  /// A short mail of the same people, different for each number.
  static func mail(_ number: UInt64) -> [UInt8] {
    var noise = SplitMix64(seed: number)
    let words = ["road", "river", "and", "the", "battery", "lasts", "until", "Thursday"]
    let body = (0..<12).map { _ in words.randomElement(using: &noise) ?? "" }
    return Array(
      """
      From: "Me Myself" <me@here.example>\r
      To: "You, over there" <you@there.example>\r
      Subject: about the \(body[0])\r
      User-Agent: Homing pigeon 0.\(number % 7)\r
      X-Where: on the hill behind the old mill\r
      \r
      \(body.joined(separator: " "))\r

      """.utf8)
  }

  private static func unpacked(
    _ packed: [UInt8], _ history: MailHistory?
  ) -> Result<UnpackedMail, MailCodecError> {
    Result { () throws(MailCodecError) -> UnpackedMail in
      try codec.unpack(packed, history: history, limits: UnpackLimits())
    }
  }

  @Test func `a mail after others of its sender is much smaller and comes back`() throws {
    let history = try Self.history(1...4)
    let mail = Self.mail(5)
    let packed = Self.codec.pack(envelope: MailMaker.envelope, mail: mail, history: history)
    let alone = Self.codec.pack(envelope: MailMaker.envelope, mail: mail)
    #expect(packed.mode == .mixedWithHistory)
    #expect(packed.bytes.count * 2 < alone.bytes.count)
    let expected = UnpackedMail(envelope: MailMaker.envelope, mail: mail)
    #expect(Self.unpacked(packed.bytes, history) == .success(expected))
  }

  @Test func `made-up mails come back with histories of other made-up mails`() throws {
    for seed in UInt64(2000)..<2010 {
      var noise = SplitMix64(seed: seed)
      var history = MailHistory()
      for _ in 0..<Int.random(in: 1...5, using: &noise) {
        var maker = MailMaker(seed: noise.next())
        let entry = MailHistory.Entry(envelope: MailMaker.envelope, mail: maker.mail())
        history.append(try #require(entry))
      }
      var maker = MailMaker(seed: seed)
      let mail = maker.damaged(maker.mail())
      let packed = Self.codec.pack(envelope: MailMaker.envelope, mail: mail, history: history)
      let expected = UnpackedMail(envelope: MailMaker.envelope, mail: mail)
      #expect(Self.unpacked(packed.bytes, history) == .success(expected), "seed \(seed)")
    }
  }

  @Test func `numbers drawn by a program that was heard before cost next to nothing`() throws {
    let wire = GoldenTests.vectors[3].mail.replacing("\n", with: "\r\n")
    let mails = [wire, wire.replacing("cy@dam.example knows", with: "nobody knows")]
      .map { Array($0.utf8) }
    let entry = try #require(MailHistory.Entry(envelope: [], mail: mails[0]))
    let unnoted = try #require(MailHistory.Entry(text: entry.text, note: []))
    let sizes = [entry, unnoted].map { entry in
      let history = MailHistory([entry])
      let packed = Self.codec.pack(envelope: [], mail: mails[1], history: history)
      #expect(packed.mode == .mixedWithHistory)
      let expected = UnpackedMail(envelope: [], mail: mails[1])
      #expect(Self.unpacked(packed.bytes, history) == .success(expected))
      return packed.report.rawStreamBytes
    }
    #expect(sizes[0] + 8 <= sizes[1], "\(sizes)")
  }

  @Test func `a report adds up in every mode`() throws {
    for history in [nil, try Self.history(1...3)] {
      let packed = Self.codec.pack(
        envelope: MailMaker.envelope, mail: Self.mail(5), history: history)
      #expect(packed.mode == (history == nil ? .mixed : .mixedWithHistory))
      let report = packed.report
      #expect(report.packedBytes == packed.bytes.count)
      #expect(report.shares[.framing]?.rawBytes == (history == nil ? 1 : 7))
      let hundredths = report.shares.values.reduce(0) { $0 + $1.packedHundredths }
      #expect(abs(hundredths - packed.bytes.count * 100) <= 150, "\(hundredths)")
    }
  }

  @Test func `without history nothing changes`() {
    let mail = Self.mail(1)
    let plain = Self.codec.pack(envelope: MailMaker.envelope, mail: mail)
    let empty = Self.codec.pack(envelope: MailMaker.envelope, mail: mail, history: MailHistory())
    #expect(plain == empty)
    #expect(plain.mode == .mixed)
  }

  @Test func `a mail that gains nothing goes without`() throws {
    var noise = SplitMix64(seed: 77)
    let mail = noise.bytes(900)
    let packed = Self.codec.pack(
      envelope: [], mail: mail, history: try Self.history(1...3))
    #expect(packed.mode != .mixedWithHistory)
    #expect(Self.unpacked(packed.bytes, nil) == .success(UnpackedMail(envelope: [], mail: mail)))
  }

  @Test func `two codecs agree on a mail with history, whatever they packed before`() throws {
    let (history, mail) = (try Self.history(10...14), Self.mail(15))
    let other = MailCodec()
    for count in [UInt64(11), 13] {
      _ = other.pack(
        envelope: [], mail: Self.mail(99), history: try Self.history(10...count))
    }
    #expect(
      other.pack(envelope: MailMaker.envelope, mail: mail, history: history)
        == Self.codec.pack(envelope: MailMaker.envelope, mail: mail, history: history))
  }

  @Test func `what is kept of histories takes little memory and is given back`() throws {
    let codec = MailCodec()
    for last in UInt64(21)...24 {
      let history = try Self.history(20...last)
      let packed = codec.pack(
        envelope: MailMaker.envelope, mail: Self.mail(last + 100), history: history)
      _ = try codec.unpack(packed.bytes, history: history, limits: UnpackLimits())
    }
    #expect((1...4_000_000).contains(codec.historyModelBytes))
    codec.releaseHistories()
    #expect(codec.historyModelBytes == 0)
  }

  @Test func `a mail too large or too strange to learn from is left out`() {
    let large = [UInt8](repeating: 0x61, count: HistoryLimits.mailBytes + 1)
    #expect(MailHistory.Entry(envelope: [], mail: large) == nil)
    #expect(
      MailHistory.Entry(envelope: [], mail: Array(large.prefix(HistoryLimits.entryBytes))) == nil)
    #expect(MailHistory.Entry(text: [], note: []) == nil)
  }

  @Test func `a mail that comes again moves to the end`() throws {
    var history = try Self.history(1...3)
    history.append(try Self.entry(1))
    #expect(history == (try Self.history([2, 3, 1])))
    #expect(history.digest != (try Self.history(1...3)).digest)
  }

  @Test func `what is packed with is bounded, and its reader keeps more`() throws {
    var (sender, reader) = (MailHistory(), MailHistory())
    for seed in UInt64(0)..<200 {
      sender.append(try Self.entry(seed))
      reader.append(try Self.entry(seed))
      sender.trimForPacking()
      reader.trimForUnpacking()
      #expect(sender.entries.count <= HistoryLimits.mails)
      #expect(sender.textBytes <= HistoryLimits.textBytes)
      #expect(sender.entries == reader.entries.suffix(sender.entries.count))
    }
    #expect(reader.entries.count < 64)
  }
}
