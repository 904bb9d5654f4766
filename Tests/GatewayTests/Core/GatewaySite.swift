// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaPHY
import MailCodec
import MailRelay
import Testing

/// One gateway of a test world: what it is, and what came out of it.
struct GatewaySite {
  let name: String
  let identity: LinkIdentity
  var settings: GatewaySettings
  var relay = TestRelay()
  /// Every hand-over to the relay, with its time.
  var offered: [Offer] = []
  /// What the relay took, one for each recipient.
  var delivered: [Delivery] = []
  var notices: [GatewayNotice] = []
  /// Every run of the codec.
  var packings: [Packing] = []
  /// What the codec was asked for and has not begun.
  var unpacked: [PackingJob] = []
  /// Messages from the air that the codec was asked for and has not begun.
  var unread: [UnpackingJob] = []

  struct Packing {
    let content: [UInt8]
    let usesHistory: Bool

    init(_ job: PackingJob) {
      content = job.content
      usesHistory = job.history.map { !$0.isEmpty } ?? false
    }
  }

  struct Offer {
    let recipients: [String]
    let content: [UInt8]
    let at: Instant

    init(_ job: DeliveryJob, at now: Instant) {
      recipients = job.envelope.forwardPaths.map(\.description)
      content = job.content
      at = now
    }
  }

  struct Delivery {
    let envelope: Envelope
    let recipient: MailAddress
    let content: [UInt8]
  }

  /// Gateways `a`, `b`, … that all know each other.
  static func all(_ count: Int) throws -> [GatewaySite] {
    let names = (0..<count).map { ["a", "b", "c", "d"][$0 % 4] }
    let identities = try (0..<count).map { index in
      try #require(
        LinkIdentity(privateKey: (0..<32).map { UInt8(truncatingIfNeeded: $0 * 7 + index + 1) }))
    }
    return (0..<count).map { index in
      let peers = (0..<count).filter { $0 != index }.map {
        PeerRoute(name: names[$0], key: identities[$0].publicKey, domains: [names[$0] + ".test"])
      }
      let settings = GatewaySettings(
        name: names[index], localDomains: [names[index] + ".test"], peers: peers,
        link: LinkParameters(modulation: GatewayWorld.modulation),
        maximumMailBytes: GatewayLimits.defaultMailBytes)
      return GatewaySite(name: names[index], identity: identities[index], settings: settings)
    }
  }
}

/// The relay behind a gateway.
struct TestRelay {
  /// What it answers for a recipient at its n-th hand-over, counted from 0.
  var answer: (_ recipient: String, _ attempt: Int) -> RecipientResult = { _, _ in .accepted }
  private var attempts: [String: Int] = [:]

  init() {}

  init(_ answer: @escaping (_ recipient: String, _ attempt: Int) -> RecipientResult) {
    self.answer = answer
  }

  mutating func take(_ job: DeliveryJob) -> [RecipientResult] {
    job.envelope.forwardPaths.map { address in
      let key = "\(job.deliveryID) \(address)"
      defer { attempts[key, default: 0] += 1 }
      return answer(address.description, attempts[key, default: 0])
    }
  }
}

extension RecipientResult {
  static let accepted = RecipientResult.delivered(Reply(250, .init(2, 0, 0), "taken"))
  static let later = RecipientResult.temporary(Reply(450, .init(4, 2, 1), "mailbox busy"))
  static let never = RecipientResult.permanent(Reply(550, .init(5, 1, 1), "no such mailbox"))
}

/// Mails of the tests.
enum TestMail {
  static func envelope(
    from sender: String? = "alice@a.test", to recipients: [String] = ["bob@b.test"],
    bodyKind: BodyKind = .eightBitMIME, encoding: AddressEncoding = .utf8
  ) throws -> Envelope {
    try Envelope(
      from: sender.map { .mailbox(try MailAddress($0)) } ?? .null,
      to: recipients.map { try MailAddress($0) }, bodyKind: bodyKind, encoding: encoding)
  }

  /// A short mail, different for each number.
  static func text(_ number: Int, words: Int = 30) -> [UInt8] {
    var random = SplitMix64(seed: UInt64(number))
    let body = (0..<words).map { _ in
      ["la", "radio", "va", "bien", "loin"].randomElement(using: &random) ?? ""
    }
    return Array(
      """
      From: alice@a.test\r
      To: bob@b.test\r
      Subject: mail \(number)\r
      \r
      \(body.joined(separator: " "))\r

      """.utf8)
  }

  /// A mail that no codec makes smaller.
  static func noise(_ number: Int, bytes: Int) -> [UInt8] {
    var random = SplitMix64(seed: UInt64(number) &+ 1 << 40)
    return (0..<bytes).map { _ in UInt8.random(in: 0...255, using: &random) }
  }
}
