// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaDriver
import Testing

struct MailBundleTests {
  @Test func `the bytes of a bundle are count, lengths but the last, mails`() throws {
    let long = [UInt8](repeating: 7, count: 300)
    let bundle = try #require(MailBundle([[1, 2], long, [3]]))
    #expect(bundle.encoded == [3, 2, 0xAC, 2, 1, 2] + long + [3])
  }

  @Test func `every bundle reads back as it was`() throws {
    var random = SplitMix64(seed: 1)
    var differences = 0
    for _ in 0..<500 {
      let mails = (0..<Int.random(in: 2...127, using: &random)).map { _ in
        TestMail.noise(1, bytes: .random(in: 1...300, using: &random))
      }
      let bundle = try #require(MailBundle(mails))
      if try MailBundle(decoding: bundle.encoded) != bundle { differences += 1 }
    }
    #expect(differences == 0)
  }

  @Test func `too few, too many and empty mails are no bundle`() {
    #expect(MailBundle([[1]]) == nil)
    #expect(MailBundle([]) == nil)
    #expect(MailBundle([[1], []]) == nil)
    #expect(MailBundle([[UInt8]](repeating: [1], count: 127)) != nil)
    #expect(MailBundle([[UInt8]](repeating: [1], count: 128)) == nil)
  }

  @Test(
    arguments: [
      ([], ContentError.truncated),
      ([2], .truncated),
      ([2, 1], .truncated),
      ([2, 1, 9], .truncated),
      ([1, 5], .malformed("number of mails")),
      ([0], .malformed("number of mails")),
      ([128, 1, 1, 1], .malformed("number of mails")),
      ([2, 0, 9], .malformed("length of a mail")),
      ([2, 0x80, 0, 9], .malformed("length of a mail")),
      ([2, 200, 1, 9], .malformed("length of a mail")),
      ([2, 3, 9, 9], .truncated),
    ] as [([UInt8], ContentError)])
  func `what is no bundle is told`(_ payload: [UInt8], _ error: ContentError) {
    #expect(throws: error) { try MailBundle(decoding: payload) }
  }

  @Test func `any bytes are a bundle in one form only, or none`() throws {
    let seed: UInt64 = 3
    var fuzz = ContentFuzz(seed: seed)
    let sample = try #require(MailBundle([[1, 2, 3], [4], [UInt8](repeating: 5, count: 140)]))
    var wrong = 0
    let read = fuzz.inputs(like: sample.encoded).count { input in
      guard let bundle = try? MailBundle(decoding: input) else { return false }
      if bundle.encoded != input { wrong += 1 }
      return true
    }
    #expect(wrong == 0, "seed \(seed)")
    #expect(read > 100, "seed \(seed): the inputs never reach the end")
  }
}
