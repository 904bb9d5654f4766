// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Glibc
import MailRelay

/// The way into the running gateway, as its configuration says.
struct SubmissionDoor {
  /// What is put behind a name alone.
  let domain: HostName
  /// The largest mail that the gateway takes.
  let octetsMax: Int
  /// The sockets, the first choice first.
  private let outlets: [MailOutlet]

  init(_ configuration: Configuration) {
    domain = HostName(configuration.gateway.localDomains.first?.text ?? "localhost")
    octetsMax = configuration.mail.maximumMailBytes
    let addresses = configuration.mail.lmtpListen
    let isLocal = { (address: ListenAddress) in if case .unix = address { true } else { false } }
    outlets =
      (addresses.filter(isLocal) + addresses.filter { !isLocal($0) }).map(MailOutlet.lmtp)
      + configuration.mail.smtpListen.map(MailOutlet.smtp)
  }

  /// What a caller may leave unsaid.
  var defaults: Submission.Defaults {
    let identifier = "\(SystemClock.unixSeconds()).\(getpid()).\(UInt64.random(in: .min ... .max))"
    return Submission.Defaults(
      sender: Self.user.flatMap { try? MailAddress("\($0)@\(domain)") }.map(ReversePath.mailbox)
        ?? .null,
      domain: domain, date: MailDate(unixSeconds: SystemClock.unixSeconds()),
      messageID: identifier, octetsMax: octetsMax)
  }

  /// Hands a mail in; the results are in the order of its recipients.
  ///
  /// A socket that nobody may reach, or listens at, is no reason not to try the next.
  func hand(_ mail: MailTransaction) async -> [RecipientResult] {
    let nowhere = Reply(451, .init(4, 3, 5), "the radio gateway listens nowhere: set mail.in.lmtp")
    var results = mail.envelope.forwardPaths.map { _ in RecipientResult.temporary(nowhere) }
    guard let id = DeliveryID("submitted") else { return results }
    for outlet in outlets {
      results = await outlet.deliver(
        mail.envelope, mail: mail.mail, deliveryID: id, as: domain, request: mail.request)
      let isUnreached = results.allSatisfy { $0.reply.status == .init(4, 4, 1) }
      guard isUnreached else { return results }
    }
    return results
  }

  /// The name of who runs this process; nil when it has none.
  private static var user: String? {
    guard let entry = unsafe getpwuid(getuid()), let name = unsafe entry.pointee.pw_name else {
      return nil
    }
    return unsafe String(cString: name)
  }
}
