// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay

/// The keys of `[mail.in]` about mail that waits for the radio.
extension MailConfiguration {
  static let waitingKeys = [
    "max_airtime_minutes", "max_queue_airtime_hours", "queue_lifetime_hours", "delay_notice_hours",
  ]

  /// What they mean, in a line for people.
  var waitingLine: String {
    let mail = doorLimits.airtimePerMail.map { "a mail costs at most \($0.forPeople) of airtime" }
    let queue = doorLimits.airtimePerPeer.map { "\($0.forPeople) may wait for a peer" }
    let delay = lifetime.delayNotice.map { "delays told after \($0.forPeople)" }
    let end = "given up after \(lifetime.limit.forPeople)"
    return "waiting  " + [mail, queue, delay, end].compactMap(\.self).joined(separator: ", ")
  }
}

extension ConfigurationLimits {
  /// What `mail.in.max_airtime_minutes` may be.
  public static let mailAirtimeMinutes = 1...1_440
  /// What the keys of `[mail.in]` in hours may be.
  public static let waitingHours = 1...720
  /// What `mail.in.delay_notice_hours` may be.
  public static let delayNoticeHours = 0...720
}

extension DoorLimits {
  /// Reads the limits in `[mail.in]`.
  init(_ section: SectionReader) {
    self = .standard
    let minutes = section.integer(
      "max_airtime_minutes", in: ConfigurationLimits.mailAirtimeMinutes)
    if let minutes { airtimePerMail = .seconds(minutes * 60) }
    let hours = section.integer(
      "max_queue_airtime_hours", in: ConfigurationLimits.waitingHours)
    if let hours { airtimePerPeer = .seconds(hours * 3600) }
  }
}

extension QueueLifetime {
  /// Reads the times in `[mail.in]`.
  init(_ section: SectionReader) {
    self = .standard
    if let hours = section.integer("queue_lifetime_hours", in: ConfigurationLimits.waitingHours) {
      limit = .seconds(hours * 3600)
    }
    let notice = section.integer("delay_notice_hours", in: ConfigurationLimits.delayNoticeHours)
    if let notice { delayNotice = notice > 0 ? .seconds(notice * 3600) : nil }
  }
}
