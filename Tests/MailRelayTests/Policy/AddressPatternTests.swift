// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct AddressPatternTests {
  @Test(arguments: [
    ("bob@camp.example", "BOB@Camp.example", true), ("bob@camp.example", "rob@camp.example", false),
    ("bob@camp.example", "bob@x.camp.example", false), ("Camp.Example", "bob@CAMP.example", true),
    ("camp.example", "bob@x.camp.example", false), ("camp.example", "bob@xcamp.example", false),
    ("*.camp.example", "bob@x.camp.example", true),
    ("*.camp.example", "bob@y.x.camp.example", true),
    ("*.camp.example", "bob@camp.example", false), ("*.camp.example", "bob@xcamp.example", false),
    ("[192.0.2.1]", "bob@[192.0.2.1]", true), ("<>", "bob@camp.example", false),
  ])
  func `a pattern is about just the addresses it names`(
    pattern: String, address: String, isMeant: Bool
  ) throws {
    let pattern = try #require(AddressPattern(pattern))
    #expect(try pattern.matches(MailAddress(address)) == isMeant)
    #expect(try pattern.matches(.mailbox(MailAddress(address))) == isMeant)
    #expect(AddressPattern(pattern.description) == pattern)
  }

  @Test func `the null path is meant by its own pattern alone`() throws {
    #expect(try #require(AddressPattern("<>")).matches(.null))
    #expect(try !#require(AddressPattern("camp.example")).matches(.null))
  }

  @Test(arguments: [
    "", "*", "*.", "@camp.example", "bob@", "a b", "*.*.x", "x..y", "bob@*.x", "a\nb",
  ])
  func `what names nobody is no pattern`(text: String) {
    #expect(AddressPattern(text) == nil)
  }
}
