// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import MailRelay
import Testing

@Suite struct AddressMaskTests {
  @Test(arguments: [
    ("550 5.1.1 <bob@village.example> no such user", "550 5.1.1 <…> no such user"),
    ("user bob@village.example is unknown", "user … is unknown"),
    ("<\"a b\"@x.example>: quota", "<…>: quota"),
    ("to=<a@b>,<c@[192.0.2.1]>; x", "to=<…>,<…>; x"),
    ("from \"odd name\"@x.example", "from \"odd name\"…"),
    ("250 2.0.0 K3 stored", "250 2.0.0 K3 stored"),
    ("a < b and c > d", "a < b and c > d"),
    ("<unclosed@x", "<…"),
    ("", ""),
  ])
  func `whatever looks like an address is taken out`(text: String, masked: String) {
    #expect(AddressMask.masked(text) == masked)
  }

  @Test func `a reply does not tell the local part alone either`() throws {
    let bob = try MailAddress("bob@village.example")
    let reply = Reply(550, .init(5, 1, 1), "no mailbox \"Bob\" here, says <bob@village.example>")
    #expect(
      AddressMask.masked(reply, of: bob) == "550 5.1.1 no mailbox \"…\" here, says <…>")
  }
}
