// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec
import Testing

@Suite struct DictionaryTests {
  @Test func `the dictionary is the one of this model`() {
    #expect(
      MailDictionary.digest == 0xA9F57AFF20B85CE9,
      "a changed dictionary is a new model, see ModelID")
  }

  @Test func `the dictionary keeps to its size`() {
    let bytes = MailDictionary.entries.reduce(0) { $0 + $1.textStream.count }
    #expect((50_000...600_000).contains(bytes))
  }

  @Test func `the dictionary's Delta Chat mails have the form the transform knows`() {
    let entries = MailDictionary.entries.suffix(6)
    #expect(entries.allSatisfy { $0.textStream.contains(0x19) && $0.textStream.count < 900 })
  }
}
