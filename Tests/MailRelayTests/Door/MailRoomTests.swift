// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct MailRoomTests {
  private static let text = String(repeating: String(repeating: "x", count: 98) + "\r\n", count: 9)

  /// Some octets of the mail, which a string counts otherwise.
  private static func part(_ range: Range<Int>) -> String {
    String(decoding: Array(text.utf8)[range], as: UTF8.self)
  }

  private func dialogue(_ mail: String, hasRoom: Bool = true) -> DoorDialogue {
    var configuration = DoorDialogue.configuration
    configuration.freeOctets = 500
    var dialogue = DoorDialogue.ready(configuration)
    dialogue.hasRoom = hasRoom
    dialogue.say("MAIL FROM:<a@b>\(mail)\r\nRCPT TO:<c@d>\r\n")
    _ = dialogue.takeSent()
    return dialogue
  }

  @Test func `a long mail is asked for once there is room for what was declared`() {
    var dialogue = dialogue(" SIZE=900", hasRoom: false)
    dialogue.say("DATA\r\n")
    #expect(dialogue.text.isEmpty && dialogue.reserved == [900] && !dialogue.wantsInput)
    dialogue.feed(.roomGranted)
    #expect(dialogue.text.hasPrefix("354 ") && dialogue.wantsInput)
    dialogue.say(Self.text + ".\r\n")
    #expect(dialogue.transactions.map(\.mail.count) == [900])
    #expect(dialogue.reserved == [900, 0])
  }

  @Test func `a mail that declared nothing, or too little, asks for the most when it grows`() {
    for declared in ["", " SIZE=600"] {
      var dialogue = dialogue(declared)
      dialogue.say("DATA\r\n")
      for line in Self.text.split(separator: "\r\n") { dialogue.say(line + "\r\n") }
      dialogue.say(".\r\n")
      #expect(dialogue.transactions.map(\.mail) == [Array(Self.text.utf8)])
      #expect(dialogue.reserved == (declared.isEmpty ? [] : [600]) + [1000, 0])
    }
  }

  @Test func `a short mail asks for none`() {
    var dialogue = dialogue(" SIZE=500")
    dialogue.say("DATA\r\nx\r\n.\r\n")
    #expect(dialogue.transactions.count == 1 && dialogue.reserved.isEmpty)
  }

  @Test func `without room the client is told to come back, and nothing is taken`() {
    var waiting = dialogue(" SIZE=900", hasRoom: false)
    waiting.say("DATA\r\n")
    #expect(waiting.patience == .seconds(60))
    waiting.feed(.timeout)
    #expect(waiting.text.hasPrefix("452 4.3.1 ") && !waiting.isClosed && waiting.wantsInput)
    #expect(waiting.reserved == [900, 0])
    var sending = dialogue("", hasRoom: false)
    sending.say("DATA\r\n")
    _ = sending.takeSent()
    sending.say(Self.part(0..<700))
    #expect(!sending.wantsInput)
    sending.feed(.timeout)
    #expect(sending.text.hasPrefix("421 4.3.1 ") && sending.isClosed)
    #expect(sending.reserved == [1000, 0] && sending.transactions.isEmpty)
  }

  @Test func `chunks wait for room before they are read`() {
    var dialogue = dialogue("", hasRoom: false)
    dialogue.say("BDAT 300\r\n" + Self.part(0..<300))
    #expect(dialogue.reserved.isEmpty)
    dialogue.say("BDAT 600 LAST\r\n" + Self.part(300..<900))
    #expect(dialogue.reserved == [900] && dialogue.transactions.isEmpty)
    dialogue.feed(.roomGranted)
    #expect(dialogue.transactions.map(\.mail) == [Array(Self.text.utf8)])
    #expect(dialogue.reserved == [900, 0])
  }

  @Test(arguments: ["RSET\r\n", "LHLO x\r\n", "QUIT\r\n"])
  func `a mail that is dropped gives its room back`(command: String) {
    var dialogue = dialogue(" SIZE=900")
    dialogue.say("BDAT 600\r\n" + Self.part(0..<600))
    #expect(dialogue.reserved == [900])
    dialogue.say(command)
    #expect(dialogue.reserved == [900, 0])
  }

  /// Whether each guest who asked got room at once, in the order of asking.
  private func answers(_ room: inout MailRoom<Int>, _ asked: KeyValuePairs<Int, Int>) -> [Bool] {
    asked.map { room.ask($0.value, for: $0.key) }
  }

  @Test func `who comes first is served first, and a mail beyond all room alone`() {
    var room = MailRoom<Int>(octets: 100)
    #expect(answers(&room, [1: 60, 2: 60, 3: 10]) == [true, false, false])
    #expect([room.leave(1), room.leave(9)] == [[2, 3], []])
    #expect(answers(&room, [4: 500]) == [false])
    #expect([room.leave(2), room.leave(3)] == [[], [4]])
    #expect(answers(&room, [5: 1]) == [false])
    #expect([room.leave(4)] == [[5]])
  }

  @Test func `who has some and needs more goes before the line`() {
    var room = MailRoom<Int>(octets: 100)
    #expect(answers(&room, [1: 50, 2: 40, 3: 50, 1: 80]) == [true, true, false, false])
    #expect([room.leave(2), room.leave(1)] == [[1], [3]])
  }

  @Test func `nobody waits for a guest who left the line`() {
    var room = MailRoom<Int>(octets: 100)
    #expect(answers(&room, [1: 90, 2: 90, 3: 10]) == [true, false, false])
    #expect([room.leave(2)] == [[3]])
  }
}
