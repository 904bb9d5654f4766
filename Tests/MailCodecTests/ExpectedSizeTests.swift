// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import MailCodec
import Testing

/// What packing will make of a mail, told without packing it.
@Suite struct ExpectedSizeTests {
  @Test(arguments: [
    "014-securejoin", "016-first-text", "018-text", "028-mdn", "038-long-text",
    "060-text-other-process", "061-reply-other-process", "062-text-older-core",
  ])
  func `mails of Delta Chat become what is expected, within a tenth`(name: String) throws {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "eml", subdirectory: "Vectors"))
    let mail = [UInt8](try Data(contentsOf: url))
    let packed = CodecTests.codec.pack(envelope: [], mail: mail).bytes.count
    let ratio = Double(MailCodec.expectedBytes(of: mail)) / Double(packed)
    #expect((0.9...1.1).contains(ratio))
  }

  @Test func `nothing is expected of nothing, and noise stays as it is`() {
    #expect(MailCodec.expectedBytes(of: []) == 1)
    var random = SplitMix64(seed: 9)
    let noise = (0..<20_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    let expected = MailCodec.expectedBytes(of: noise)
    #expect(abs(expected - noise.count) < noise.count / 10)
  }
}
