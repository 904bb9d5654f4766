// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec
import Testing

@Suite struct HistoryFileTests {
  @Test func `a history comes back from its file`() throws {
    for history in [MailHistory(), try HistoryTests.history(1...5)] {
      let back = try HistoryFile.decode(HistoryFile.encode(history))
      #expect(back == history)
      #expect(back.digest == history.digest)
    }
  }

  @Test func `every changed or missing byte is found out`() throws {
    let file = HistoryFile.encode(try HistoryTests.history(1...2))
    for place in file.indices {
      var damaged = file
      damaged[place] ^= 0x41
      #expect(throws: place < 17 ? HistoryFileError.otherFormat : .damaged) {
        try HistoryFile.decode(damaged)
      }
      #expect(throws: place < 17 ? HistoryFileError.otherFormat : .damaged) {
        try HistoryFile.decode(Array(file.prefix(place)))
      }
    }
  }
}
