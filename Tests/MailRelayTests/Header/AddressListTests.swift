// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct AddressListTests {
  @Test(arguments: [
    ("", ""), ("a@b", "a@b"), ("Alice <a@b>", "a@b"), ("<a@b>, c@d ,, e@f", "a@b c@d e@f"),
    ("\"Doe, Jane\" <jane@x>, (a, comment (nested)) bob(x)@(y)z", "jane@x bob@z"),
    ("Friends: a@b, Carl <c@d>;, e@f", "a@b c@d e@f"), ("undisclosed-recipients:;", ""),
    ("\"hidden-recipients\": ;", ""), ("=?utf-8?q?B=C3=BCro?= Amt <b@x>", "b@x"),
    ("\"a b\"@c, \"d\\\"e\"@f", "\"a b\"@c \"d\\\"e\"@f"),
    (
      "x@[IPv6:2001:db8::1], y@[1.2.3.4]",
      "x@[IPv6:2001:db8::1] y@[1.2.3.4]"
    ), ("<@x,@y:a@b>", "a@b"), ("bücher@x", "bücher@x"),
    ("root", "root@camp.example"), ("Bob <bob>", "bob@camp.example"), ("<>", ""),
    ("a . b @ c . d", "a.b@c.d"), ("\tA <a@b> (x)", "a@b"),
    ("Al B. C <a @ b>, (x) d@e (y) . (z) f", "a@b d@e.f"),
    ("A: b@c, d: e@f;;", "b@c e@f"),
  ])
  func `addresses are found among names, groups and comments`(text: String, found: String) throws {
    let list = try AddressList(parsing: text, defaultDomain: HostName("camp.example"))
    #expect(list.addresses.map(\.description).joined(separator: " ") == found)
  }

  @Test(arguments: [
    "\"a@b", "a@b (x", "<a@b", "<a@b> c@d", "<a@b><c@d>", "a@[1.2.3.4", "a@b@c", "-", "a b@c d",
    "<a b@c>", "a b <>c", "\"a\" b@c",
    "a..b@c",
    "a@b\u{0}", "a@-b", "<a@b>\"x\"y", "<a@b",
  ])
  func `what is no list is refused`(text: String) {
    #expect(throws: AddressListError.self) { try AddressList(parsing: text) }
  }

  @Test func `a thousand addresses are the most`() throws {
    let names = (0..<1000).map { "u\($0)@x" }
    #expect(try AddressList(parsing: names.joined(separator: ",")).addresses.count == 1000)
    #expect(throws: AddressListError.tooMany) {
      try AddressList(parsing: (names + ["z@x"]).joined(separator: ","))
    }
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `any text is read without a trap, and what is found are addresses`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let origin = Array("\"A, B\" <a@b>, (c (d)) e@[1.2.3.4], F: <@x:g@h>, \"i j\"@k;, l".utf8)
    var count = 0
    for _ in 0..<5000 {
      let text = String(decoding: random.mutated(origin), as: UTF8.self)
      guard let list = try? AddressList(parsing: text, defaultDomain: HostName("x")) else {
        continue
      }
      count += list.addresses.count
      for address in list.addresses {
        #expect((try? MailAddress(address.description)) == address, "seed \(seed)")
      }
    }
    #expect(count > 1000, "seed \(seed)")
  }
}
