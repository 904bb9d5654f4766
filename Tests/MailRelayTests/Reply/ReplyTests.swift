// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct ReplyTests {
  @Test func `a reply is code, enhanced code and text`() {
    let reply = Reply(552, .init(5, 3, 4), "Message would need 6 h 10 min of airtime")
    #expect(reply.description == "552 5.3.4 Message would need 6 h 10 min of airtime")
    #expect(reply.encoded() == Array("\(reply)\r\n".utf8))
    #expect(Reply(250, nil, "").encoded() == Array("250 \r\n".utf8))
  }

  @Test func `nothing in a text can end its line`() {
    let reply = Reply(550, .init(5, 1, 1), " a\r\nRCPT TO:<x>\n\u{0}\u{7F}é \t b ")
    #expect(reply.text == "a RCPT TO:<x> ??? b")
    #expect(Reply(550, nil, String(repeating: "x", count: 9999)).text.utf8.count == 1000)
  }

  @Test func `a code that cannot be said becomes 451, a foreign class is dropped`() {
    #expect(Reply(99, .init(4, 3, 0), "x").description == "451 4.3.0 x")
    #expect(Reply(1250, nil, "x").code == 451)
    #expect(Reply(250, .init(5, 0, 0), "x").status == nil)
    #expect(EnhancedStatus("5.7.1")?.description == "5.7.1")
    for text in ["", "5", "5.7", "3.1.1", "5.7.1.1", "5.a.1", "5.1000.1", "+5.1.1", "5..1"] {
      #expect(EnhancedStatus(text) == nil)
    }
  }

  @Test(arguments: [" ", ""])
  func `a long text is split into lines that fit`(separator: String) throws {
    let text = (100..<350).map(String.init).joined(separator: separator)
    let wire = Reply(452, .init(4, 3, 1), text).encoded()
    let lines = String(decoding: wire, as: UTF8.self).split(separator: "\r\n")
    #expect(lines.count > 1)
    #expect(lines.allSatisfy { $0.utf8.count <= 510 })
    #expect(lines.dropLast().allSatisfy { $0.hasPrefix("452-4.3.1 ") })
    #expect(lines.last?.hasPrefix("452 4.3.1 ") == true)
    #expect(lines.map { $0.dropFirst(10) }.joined(separator: separator) == text.prefix(1000))
  }

  @Test(arguments: 1...9)
  func `replies are read in whatever pieces they come`(size: Int) throws {
    let wire = "250-2.1.0 one\r\n250 two\n451 4.3.0\r\n354\r\n250-\r\n250 5.0.0 x\r\n"
    var reader = ReplyReader()
    var replies: [Reply] = []
    for start in stride(from: 0, to: wire.utf8.count, by: size) {
      var input = Array(wire.utf8.dropFirst(start).prefix(size))[...]
      while let reply = try reader.next(from: &input) { replies.append(reply.reply) }
    }
    #expect(
      replies.map(\.description) == [
        "250 2.1.0 one two", "451 4.3.0", "354", "250 5.0.0 x",
      ])
    #expect(replies[3].status == nil)
  }

  @Test(arguments: [
    ("hello\r\n", ReplyError.malformedLine), ("25\r\n", .malformedLine), ("\r\n", .malformedLine),
    ("250x\r\n", .malformedLine), ("199 x\r\n", .malformedLine), ("600 x\r\n", .malformedLine),
    ("250-a\r\n251 b\r\n", .mixedCodes), (String(repeating: "250-x\r\n", count: 129), .tooLong),
    ("250 " + String(repeating: "x", count: 5000), .tooLong),
  ])
  func `what is no reply is refused`(wire: String, error: ReplyError) {
    var reader = ReplyReader()
    var input = Array(wire.utf8)[...]
    #expect(throws: error) { try reader.next(from: &input) }
  }
}
