// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct AddressesOfServersTests {
  @Test(arguments: [
    ("unix:/run/loragw/lmtp.sock", ListenAddress.unix(path: "/run/loragw/lmtp.sock")),
    ("127.0.0.1:2624", .tcp(host: "127.0.0.1", port: 2624)),
    ("localhost:0", .tcp(host: "localhost", port: 0)),
    ("[2001:db8::1]:25", .tcp(host: "2001:db8::1", port: 25)),
  ])
  func `legal addresses are read and written back`(text: String, address: ListenAddress) throws {
    #expect(try ListenAddress(parsing: text) == address)
    #expect(address.description == text)
  }

  @Test(arguments: [
    ("", ListenAddressError.malformed("")), ("2624", .malformed("2624")),
    (":2624", .malformed(":2624")), ("::1:25", .badHost("::1")), ("[x]:25", .badHost("[x]")),
    ("[]:25", .badHost("[]")), ("a b:25", .badHost("a b")), ("localhost:", .badPort("")),
    ("localhost:65536", .badPort("65536")), ("localhost:+1", .badPort("+1")),
    ("unix:", .badPath("")), ("unix:run/x", .badPath("run/x")), ("unix:/run/", .badPath("/run/")),
    ("unix:/a\u{0}b", .badPath("/a\u{0}b")),
    (
      "unix:/" + String(repeating: "x", count: 107),
      .pathTooLong("/" + String(repeating: "x", count: 107))
    ),
  ])
  func `wrong addresses are refused with what is wrong`(text: String, error: ListenAddressError) {
    #expect(throws: error) { try ListenAddress(parsing: text) }
    #expect(error.description.contains("\""))
  }

  @Test(arguments: [
    ("lmtp:127.0.0.1:24", MailOutlet.lmtp(.tcp(host: "127.0.0.1", port: 24))),
    ("lmtp:unix:/run/dovecot/lmtp", .lmtp(.unix(path: "/run/dovecot/lmtp"))),
    ("smtp:mail:25", .smtp(.tcp(host: "mail", port: 25))),
    (
      "pipe:/usr/sbin/sendmail -i",
      (try? PipeCommand(parsing: "/usr/sbin/sendmail -i")).map(MailOutlet.pipe)
        ?? .maildir(path: "")
    ),
    ("maildir:/var/mail/x", .maildir(path: "/var/mail/x")),
  ])
  func `legal outlets are read and written back`(text: String, outlet: MailOutlet) throws {
    #expect(try MailOutlet(parsing: text) == outlet)
    #expect(outlet.description == text)
  }

  @Test(arguments: [
    ("", MailOutletError.unknownKind(""), "maildir:/PATH"),
    ("pop3:x:1", .unknownKind("pop3:x:1"), "smtp:HOST:PORT"),
    ("lmtp:x", .badAddress("lmtp:x", .malformed("x")), "HOST:PORT"),
    ("lmtp:x:0", .badAddress("lmtp:x:0", .badPort("0")), "65535"),
    ("smtp:unix:/x", .needsHost("smtp:unix:/x"), "smtp:HOST:PORT"),
    ("maildir:mail", .badPath("maildir:mail"), "maildir:/PATH"),
    ("pipe:sendmail", .badCommand("sendmail"), "absolute path"),
    ("pipe:/bin/", .badCommand("/bin/"), "absolute path"),
    ("pipe:", .badCommand(""), "absolute path"),
  ])
  func `a wrong outlet is refused with what is legal`(
    text: String, error: MailOutletError, hint: String
  ) {
    #expect(throws: error) { try MailOutlet(parsing: text) }
    #expect(error.description.contains(hint))
  }

  @Test func `host names hold nothing that breaks a greeting`() {
    #expect(HostName("camp.example").text == "camp.example")
    #expect(HostName("a b\r\nc").text == "a-b--c")
    #expect(HostName("").text == "localhost")
  }
}
