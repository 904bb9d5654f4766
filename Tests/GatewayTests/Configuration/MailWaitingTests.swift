// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Testing

/// The keys of `[mail.in]` about mail that waits for the radio.
@Suite struct MailWaitingTests {
  private static func read(_ keys: String) throws -> Configuration {
    try Configuration(
      parsing: ConfigurationSample.changed("smtp = []", keys), file: "f")
  }

  @Test func `what is not said is 2 h a mail, 24 h a queue, 5 days, and 4 h until a notice`() throws
  {
    let configuration = try Self.read("")
    #expect(configuration.mail.doorLimits == .standard)
    #expect(configuration.mail.lifetime == .standard)
    let line =
      "waiting  a mail costs at most 2 h 0 min of airtime, 24 h 0 min may wait for a peer,"
      + " delays told after 4 h 0 min, given up after 120 h 0 min"
    #expect(configuration.summary.contains(line))
  }

  @Test func `each key is read in its unit, and no notice is a word`() throws {
    let configuration = try Self.read(
      """
      max_airtime_minutes = 10
      max_queue_airtime_hours = 3
      queue_lifetime_hours = 48
      delay_notice_hours = 0
      """)
    #expect(
      configuration.mail.doorLimits
        == DoorLimits(airtimePerMail: .seconds(600), airtimePerPeer: .seconds(10_800)))
    #expect(
      configuration.mail.lifetime
        == QueueLifetime(limit: .seconds(172_800), delayNotice: nil))
  }

  @Test(arguments: [
    "max_airtime_minutes = 0", "max_airtime_minutes = 1441", "max_queue_airtime_hours = 0",
    "queue_lifetime_hours = 721", "delay_notice_hours = -1", "delay_notice_hours = \"4\"",
  ])
  func `a value out of range is refused`(_ key: String) {
    #expect(throws: ConfigurationError.self) { try Self.read(key) }
  }
}
