// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct SmugglingTests {
  /// All line ends around a dot that some servers take for the end of a mail (CVE-2023-51764 ff.).
  static let marks: [String] = {
    let ends = ["\n", "\r", "\r\n", "\r\r\n", "\n\r", "\n\r\n", "\r\n\r", "\0\r\n", "\r\0\n"]
    return ends.flatMap { before in ends.map { after in before + "." + after } }
      .filter { mark in
        // Bare = what is left when the true line ends are taken out.
        let rest = mark.utf8.split(separator: Array("\r\n".utf8)).flatMap(Array.init)
        return rest.contains(13) || rest.contains(10)
      }
      .filter { !$0.utf8.contains(Array("\r\n.\r\n".utf8)) }
  }()

  @Test(arguments: marks.indices)
  func `a false end of mail refuses the mail and smuggles nothing`(index: Int) {
    let mark = Self.marks[index]
    let smuggled =
      "MAIL FROM:<admin@foo.edu>\r\nRCPT TO:<victim@foo.edu>\r\nDATA\r\nevil\r\n.\r\n"
    var dialogue = DoorDialogue.ready()
    dialogue.say("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\nDATA\r\n")
    _ = dialogue.takeSent()
    dialogue.say("Subject: x\r\n\r\nbody\(mark)\(smuggled)NOOP\r\n")
    let refusal = "550 5.5.2 The mail has a bare CR or LF; lines must end in CR LF\r\n"
    #expect(dialogue.text == refusal + refusal + "250 2.0.0 Fine\r\n")
    #expect(dialogue.transactions.isEmpty)
    #expect(dialogue.inquiries.count == 2)
  }

  @Test func `the matrix has more than the sixteen plain variants`() {
    #expect(Self.marks.count > 60)
  }

  @Test(arguments: marks.indices)
  func `a false end of mail is never sent on`(index: Int) throws {
    let mark = Self.marks[index]
    let envelope = try Envelope(from: .null, to: [MailAddress("c@d")])
    var session = MailClientSession(
      .lmtp, envelope: envelope, mail: Array("x\r\n\r\nbody\(mark)evil\r\n".utf8),
      hostName: HostName("x"))
    _ = session.handle(.bytes(Array("220 x\r\n".utf8)))
    let actions = session.handle(.bytes(Array("250 x\r\n".utf8)))
    let refusal = Reply(
      554, .init(5, 6, 0), "The mail has a bare CR or LF, which no relay may be sent")
    #expect(actions == [.finished([.permanent(refusal)]), .send(Array("QUIT\r\n".utf8))])
  }

  @Test func `a mail that holds the true end mark is stuffed on its way`() throws {
    let mail = Array("a\r\n.\r\nMAIL FROM:<x@y>\r\n..\r\n.z\r\n".utf8)
    var duet = try Duet(mail: mail, to: ["c@d"])
    #expect(duet.run(pieces: nil) == [.delivered(Reply(250, .init(2, 0, 0), "<c@d> queued"))])
    #expect(duet.door.transactions.map(\.mail) == [mail])
  }
}

extension Collection<UInt8> {
  fileprivate func contains(_ other: [UInt8]) -> Bool {
    let octets = Array(self)
    return octets.indices.contains { octets[$0...].starts(with: other) }
  }

  fileprivate func split(separator: [UInt8]) -> [ArraySlice<UInt8>] {
    var (pieces, rest) = ([ArraySlice<UInt8>](), Array(self)[...])
    while let index = rest.indices.first(where: { rest[$0...].starts(with: separator) }) {
      pieces.append(rest[..<index])
      rest = rest[(index + separator.count)...]
    }
    return pieces + [rest]
  }
}
