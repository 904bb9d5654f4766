// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

/// The ends of data that some servers believe in, within a batch.
struct BatchSmugglingTests {
  private static func items(_ text: String) -> [BatchReader.Item] {
    var reader = BatchReader(octetsMax: 10_000)
    reader.append(Array(text.utf8))
    var items: [BatchReader.Item] = []
    while let item = reader.next() { items.append(item) }
    if let item = reader.finish() { items.append(item) }
    return items
  }

  @Test(arguments: SmugglingTests.marks.indices)
  func `a false end in a batch of CRLF refuses the mail, and the next one is read`(index: Int) {
    let mark = SmugglingTests.marks[index]
    let smuggled = "MAIL FROM:<admin@x>\r\nRCPT TO:<victim@x>\r\nDATA\r\nevil\r\n.\r\n"
    let first = "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nbody\(mark)\(smuggled)"
    let next = "MAIL FROM:<a@b>\r\nRCPT TO:<e@f>\r\nDATA\r\nx\r\n.\r\n"
    let items = Self.items(first + next)
    guard items.count == 2, case .refused(let reply, _) = items[0],
      case .mail(let mail) = items[1]
    else {
      Issue.record("\(mark.debugDescription): \(items)")
      return
    }
    #expect(reply.status == .init(5, 5, 2))
    #expect(mail.envelope.forwardPaths.map(\.description) == ["e@f"])
  }

  @Test(arguments: [
    "\r.\n", "\r.\r", "\r.\r\n", "\n.\r\n", "\r\n.\r\n", "\n.\r", "\r\n.\r",
  ])
  func `in a batch of LF only a dot between two LF ends a mail`(mark: String) {
    let items = Self.items(
      "MAIL FROM:<a@b>\nRCPT TO:<c@d>\nDATA\nbody\(mark)MAIL FROM:<admin@x>\n"
        + "RCPT TO:<victim@x>\nDATA\nevil\n.\n")
    for case .mail(let mail) in items {
      Issue.record("\(mark.debugDescription) gave a mail to \(mail.envelope.forwardPaths)")
    }
    #expect(!items.isEmpty)
  }
}
