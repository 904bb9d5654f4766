// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaDriver
import Testing

struct MailPartTests {
  private static let mailID = [UInt8](0..<16)

  private static func sample() throws -> MailPart {
    let cut = try #require(MailCut(totalBytes: 301, count: 3))
    let packed = TestMail.noise(1, bytes: 301)
    return try #require(MailPart(1, of: packed, mailID: mailID, copy: 9, cut: cut))
  }

  @Test func `the bytes of a part are id, copy, length, count, index, bytes`() throws {
    let part = try Self.sample()
    #expect(part.bytes.count == 100)
    #expect(part.encoded == Self.mailID + [9, 0xAD, 2, 3, 1] + part.bytes)
    #expect(try MailPart(decoding: part.encoded) == part)
  }

  @Test func `the parts of every cut make up the mail and fit their payload`() throws {
    var random = SplitMix64(seed: 2)
    var wrong = 0
    for _ in 0..<300 {
      let packed = TestMail.noise(3, bytes: .random(in: 2...40_000, using: &random))
      let largest = Int.random(in: 60...20_000, using: &random)
      let cut = try #require(MailCut(totalBytes: packed.count, largestPayloadBytes: largest))
      var together: [UInt8] = []
      for index in 0..<cut.count {
        let part = try #require(
          MailPart(index, of: packed, mailID: Self.mailID, copy: 0, cut: cut))
        if part.encoded.count > largest || part.bytes.isEmpty { wrong += 1 }
        together += try MailPart(decoding: part.encoded).bytes
      }
      if together != packed { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  @Test func `the largest mail can be cut on the shortest frames and the longest`() {
    let total = MailCut.mostTotalBytes
    #expect(MailCut(totalBytes: total, largestPayloadBytes: 681).map(\.count) == 51_777)
    #expect(MailCut(totalBytes: total, largestPayloadBytes: 171_481).map(\.count) == 198)
    #expect(MailCut(totalBytes: total + 1, largestPayloadBytes: 171_481) == nil)
    #expect(MailCut(totalBytes: 100, largestPayloadBytes: MailPart.mostOverheadBytes) == nil)
    #expect(MailCut(totalBytes: 2, count: 3) == nil)
    #expect(MailCut(totalBytes: 2, count: 1) == nil)
  }

  @Test func `a part of another length than its cut gives it is none`() throws {
    let part = try Self.sample().encoded
    #expect(throws: ContentError.malformed("length of a part")) {
      try MailPart(decoding: part + [0])
    }
    #expect(throws: ContentError.malformed("length of a part")) {
      try MailPart(decoding: part.dropLast())
    }
    #expect(throws: ContentError.truncated) { try MailPart(decoding: Array(part.prefix(19))) }
    // Part 3 of 3, counted from 0, and more parts than bytes.
    let head = Self.mailID + [0]
    #expect(throws: ContentError.malformed("index of a part")) {
      try MailPart(decoding: head + [9, 3, 3, 1, 1, 1])
    }
    #expect(throws: ContentError.malformed("number of parts")) {
      try MailPart(decoding: head + [4, 5, 1, 1])
    }
  }

  @Test func `any bytes are a part in one form only, or none`() throws {
    let seed: UInt64 = 4
    var fuzz = ContentFuzz(seed: seed)
    let sample = try Self.sample().encoded
    var wrong = 0
    let read = fuzz.inputs(like: sample).count { input in
      guard let part = try? MailPart(decoding: input) else { return false }
      if part.encoded != input { wrong += 1 }
      return true
    }
    #expect(wrong == 0, "seed \(seed)")
    #expect(read > 100, "seed \(seed): the inputs never reach the end")
  }
}
