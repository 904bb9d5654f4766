// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec
import Testing

@Suite struct UnknownHistoryTests {
  private static let codec = CodecTests.codec

  private static func unpacked(
    _ packed: [UInt8], _ history: MailHistory?
  ) -> Result<UnpackedMail, MailCodecError> {
    Result { () throws(MailCodecError) -> UnpackedMail in
      try codec.unpack(packed, history: history, limits: UnpackLimits(maximumBytes: 70_000))
    }
  }

  private static func packed(_ number: UInt64, after history: MailHistory) -> [UInt8] {
    codec.pack(
      envelope: MailMaker.envelope, mail: HistoryTests.mail(number), history: history
    ).bytes
  }

  private static func mail(_ number: UInt64) -> UnpackedMail {
    UnpackedMail(envelope: MailMaker.envelope, mail: HistoryTests.mail(number))
  }

  @Test func `a reader that has more finds what the sender had`() throws {
    let sender = try HistoryTests.history(3...7)
    let packed = Self.packed(50, after: sender)
    let lists: [[UInt64]] = [
      // Older ones; later ones whose confirmation was under way; one and two among the others.
      [1, 2, 3, 4, 5, 6, 7], [3, 4, 5, 6, 7, 8], [3, 4, 5, 6, 7, 8, 9], [1, 3, 4, 9, 5, 6, 7],
      [2, 3, 8, 4, 5, 6, 9, 7],
    ]
    for list in lists {
      #expect(
        Self.unpacked(packed, try HistoryTests.history(list)) == .success(Self.mail(50)),
        "\(list)")
    }
  }

  @Test func `a reader that has other mails says so`() throws {
    let packed = Self.packed(50, after: try HistoryTests.history(3...7))
    #expect(Self.unpacked(packed, nil) == .failure(.unknownHistory))
    let lists: [[UInt64]] = [
      [], [1], [3, 4, 5, 6], [4, 5, 6, 7], [7, 6, 5, 4, 3], [3, 4, 5, 6, 8],
      [3, 4, 8, 5, 9, 6, 10, 7],
    ]
    for list in lists {
      #expect(
        Self.unpacked(packed, try HistoryTests.history(list)) == .failure(.unknownHistory),
        "\(list)")
    }
  }

  @Test func `a wrong history under the right name is found out`() throws {
    let right = try HistoryTests.history(3...7)
    for seed in UInt64(100)..<140 {
      let wrong = try HistoryTests.history([seed, seed + 1])
      // The name of the wrong history, as if the two had collided.
      var forged = Self.packed(50, after: right)
      forged.replaceSubrange(1..<3, with: wrong.digest.prefix(2))
      #expect(Self.unpacked(forged, wrong) == .failure(.unknownHistory), "seed \(seed)")
    }
  }

  @Test func `damaged mails never come out wrong`() throws {
    let history = try HistoryTests.history(3...7)
    let packed = Self.packed(50, after: history)
    var noise = SplitMix64(seed: 31)
    for round in 0..<80 {
      var damaged = packed
      let place = Int.random(in: 1..<packed.count, using: &noise)
      damaged[place] ^= UInt8.random(in: 1...255, using: &noise)
      if round % 3 == 0 { damaged.removeLast(Int.random(in: 1..<packed.count, using: &noise)) }
      if case .success(let back) = Self.unpacked(damaged, history) {
        // Bits behind the last that counts may differ.
        #expect(back == Self.mail(50), "round \(round)")
      }
    }
  }

  @Test func `noise after any history gives an error`() throws {
    let history = try HistoryTests.history(3...7)
    let names = (1...5).map {
      Array(MailHistory(Array(history.entries.suffix($0))).digest.prefix(2))
    }
    var noise = SplitMix64(seed: 32)
    for round in 0..<60 {
      let count = Int.random(in: 0...90, using: &noise)
      let name = try #require(names.randomElement(using: &noise))
      let bytes = [0x81] + name + noise.bytes(count)
      let result = Self.unpacked(bytes, history)
      #expect(
        result == .failure(count < 4 ? .truncated : .unknownHistory), "round \(round)")
    }
  }

  @Test func `a name that ends early is refused`() throws {
    let history = try HistoryTests.history(3...7)
    for count in 0..<6 {
      let bytes = [0x81] + [UInt8](repeating: 7, count: count)
      #expect(Self.unpacked(bytes, history) == .failure(.truncated))
    }
  }
}
