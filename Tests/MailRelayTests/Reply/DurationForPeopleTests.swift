// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import Testing

struct DurationForPeopleTests {
  @Test(arguments: [
    (Duration.milliseconds(840), "0.8 s"), (.seconds(8), "8.0 s"), (.seconds(42), "42 s"),
    (.seconds(186), "3.1 min"), (.seconds(22_200), "6 h 10 min"), (.zero, "0.0 s"),
  ])
  func `a duration is said as people say it`(duration: Duration, text: String) {
    #expect(duration.forPeople == text)
  }

  @Test func `the refusal of a large mail names its price where octets cost airtime`() {
    var session = MailServerSession(
      .init(hostName: HostName("x"), mailOctetsMax: 1000, airtimePerMegabyte: .seconds(1800)))
    _ = session.handle(.connected)
    _ = session.handle(.bytes(Array("LHLO y\r\n".utf8)))
    let actions = session.handle(.bytes(Array("MAIL FROM:<a@b> SIZE=2000000\r\n".utf8)))
    let text = "552 5.3.4 The mail would need about 1 h 0 min of airtime; at most 1000 octets fit"
    #expect(actions == [.send(Array((text + "\r\n").utf8))])
  }
}
