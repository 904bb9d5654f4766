// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct MailAddressTests {
  @Test(arguments: [
    "a@b", "alice@camp.example", "a.b+c@x-1.example", "!#$%&'*+-/=?^_`{|}~@x",
    "\"a b\"@x", "\"a\\\"b>\"@x", "\"\"@x", "a@[1.2.3.4]", "a@[IPv6:2001:db8::1]", "a@[IPv6:::]",
    "a@[IPv6:1:2:3:4:5:6:7:8]", "a@[IPv6:::ffff:1.2.3.4]", "a@[ipv6:1:2:3:4:5:6:1.2.3.4]",
    "jürgen@bücher.example", "用户@例子.example", "\"é é\"@x", "a@3com",
  ])
  func `every form of the grammar is taken and kept`(text: String) throws {
    let address = try MailAddress(text)
    #expect(address.description == text)
    #expect(address.octets == Array(text.utf8))
    #expect(address.localPart + "@" + address.domain == text.replacingDomainCase)
  }

  @Test(arguments: [
    ("", MailAddressError.empty), ("postmaster", .missingDomain), ("a@", .missingDomain),
    ("@b", .badLocalPart), (".a@b", .badLocalPart), ("a.@b", .badLocalPart),
    ("a..b@c", .badLocalPart), ("a b@c", .badLocalPart), ("\"a@b", .badLocalPart),
    ("\"a\"b@c", .badLocalPart), ("\"a\\", .badLocalPart), ("\"a\\é\"@b", .badLocalPart),
    ("a@b@c", .badDomain), ("a@b..c", .badDomain), ("a@.b", .badDomain), ("a@b.", .badDomain),
    ("a@-b", .badDomain), ("a@b-", .badDomain), ("a@b_c", .badDomain), ("a@b c", .badDomain),
    ("a@[1.2.3]", .badLiteral), ("a@[1.2.3.256]", .badLiteral), ("a@[01.2.3.4]", .badLiteral),
    ("a@[1.2.3.4", .badLiteral), ("a@[]", .badLiteral), ("a@[IPv6:1:2]", .badLiteral),
    ("a@[IPv6:1::2::3]", .badLiteral), ("a@[IPv6::1]", .badLiteral),
    ("a@[IPv6:1:2:3:4:5:6:7::8]", .badLiteral), ("a@[IPv6:12345::]", .badLiteral),
    ("a@[IPv6:1.2.3.4::]", .badLiteral), ("a@[x:1]", .badLiteral),
    ("a\r\n@b", .controlCharacter), ("\"a\u{0}\"@b", .controlCharacter),
    ("a@b\u{7F}", .controlCharacter),
    ("a\u{85}@b", .controlCharacter), ("a\u{2028}@b", .controlCharacter),
  ])
  func `what breaks the grammar is refused with its reason`(text: String, error: MailAddressError) {
    #expect(throws: error) { try MailAddress(text) }
  }

  @Test func `non-ASCII needs SMTPUTF8`() {
    #expect(throws: MailAddressError.needsSMTPUTF8) {
      try MailAddress(parsing: "é@x".utf8, encoding: .ascii)
    }
    #expect(throws: MailAddressError.notUTF8) {
      try MailAddress(parsing: [0xC3, 0x28, 0x40, 0x78], encoding: .utf8)
    }
  }

  @Test func `lengths are kept to the octet`() throws {
    let local = String(repeating: "a", count: 64)
    let label = String(repeating: "b", count: 63)
    let domain = "\(label).\(label).\(label[...])".prefix(254 - 65)
    #expect(try MailAddress("\(local)@\(domain)").octets.count == 254)
    #expect(throws: MailAddressError.tooLong) { try MailAddress("\(local)@\(domain)c") }
    #expect(throws: MailAddressError.localPartTooLong) { try MailAddress("a\(local)@x") }
    #expect(throws: MailAddressError.domainTooLong) { try MailAddress("a@b\(label)") }
  }

  @Test func `equality is of octets and the domain folds case`() throws {
    #expect(try MailAddress("é@x") != MailAddress("e\u{301}@x"))
    #expect(try MailAddress("A@X") != MailAddress("a@x"))
    #expect(try MailAddress("A@Camp.EXAMPLE").domain == "camp.example")
    #expect(try MailAddress("A@[IPv6:2001:DB8::1]").domain == "[ipv6:2001:db8::1]")
  }
}

extension String {
  fileprivate var replacingDomainCase: String {
    guard let at = lastIndex(of: "@") else { return self }
    return self[..<at] + self[at...].lowercased()
  }
}
