// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import MailCodec
public import MailRelay

/// What a gateway with a configuration would do with a mail that comes to its door.
///
/// It is found out by a gateway in memory, with an empty queue and no radio: the replies are those
/// that the relay would get. Nothing is stored and nothing is sent.
public struct MailExplanation: Sendable {
  /// What becomes of the mail for one recipient.
  public struct Fate: Sendable {
    /// The recipient.
    public let recipient: MailAddress
    /// The answer to RCPT.
    public let judgement: Reply
    /// What the rules say of the whole mail; nil when RCPT was refused.
    public internal(set) var verdict: PolicyVerdict?
    /// The answer to the mail; nil when RCPT was refused.
    public internal(set) var reply: Reply?
  }

  /// What would go to one peer.
  public struct Load: Sendable {
    /// The peer's name.
    public let peer: String
    /// The class it would go in.
    public let mailClass: String
    /// Octets after the codec, without earlier mails to lean on.
    public let packedBytes: Int
    /// The time on air if no frame is lost.
    public let airtime: Duration
  }

  /// The mail, in octets.
  public let bytes: Int
  /// Whether it is encrypted, as far as its form tells.
  public let isEncrypted: Bool
  /// The media types of the mail and its parts, each once.
  public let mediaTypes: [String]
  /// Each recipient, in the order of the envelope.
  public private(set) var fates: [Fate]
  /// Each peer that something would be sent to.
  public private(set) var loads: [Load] = []

  /// Finds out.
  ///
  /// - Throws: ``GatewayServiceError`` for a configuration that no gateway can run with.
  public init(of transaction: MailTransaction, under configuration: Configuration) throws {
    let core = try Self.core(configuration)
    bytes = transaction.mail.count
    isEncrypted = HiddenContent.isHidden(in: transaction.mail)
    var types: [String] = []
    for type in MediaTypes(of: transaction.mail).types where !types.contains(type) {
      types.append(type)
    }
    mediaTypes = types
    fates = transaction.envelope.forwardPaths.map { recipient in
      let inquiry = RecipientInquiry(
        recipient: recipient, sender: transaction.envelope.reversePath,
        bodyKind: transaction.envelope.bodyKind, encoding: transaction.envelope.encoding,
        declaredOctets: transaction.mail.count, request: transaction.request)
      return Fate(recipient: recipient, judgement: core.judge(inquiry))
    }
    try hand(transaction, to: core)
  }

  private static func core(_ configuration: Configuration) throws -> GatewayCore {
    var random = SystemRandomNumberGenerator()
    let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
    guard let identity = LinkIdentity(privateKey: key) else {
      throw GatewayServiceError.badKey("this gateway")
    }
    return try GatewayCore(
      settings: GatewaySettings(configuration), identity: identity, spool: Spool(),
      codec: MailCodec(), random: random, wallClock: SystemClock.unixSeconds)
  }

  private mutating func hand(_ transaction: MailTransaction, to core: GatewayCore) throws {
    let taken = fates.indices.filter { fates[$0].judgement.outcome == .success }
    guard !taken.isEmpty else { return }
    let part = try transaction.restricted(to: taken)
    for (place, verdict) in zip(taken, core.policyVerdicts(part)) { fates[place].verdict = verdict }
    let now = SystemClock.now()
    let result = try core.accept(part, at: now)
    for (place, reply) in zip(taken, result.replies) { fates[place].reply = reply }
    var actions = result.actions
    // What is held is shown as it goes once it is released.
    for entry in try core.queue(at: now) where entry.state == "held" {
      actions += try core.change(entry.id, .release, at: now).actions
    }
    var rest = actions[...]
    while let action = rest.popFirst() {
      guard case .pack(let job) = action else { continue }
      let packed = job.packed(by: core.codec).count
      let messageClass = job.urgency.messageClass(packedBytes: packed)
      loads.append(
        Load(
          peer: core.settings.peer(job.peer)?.name ?? "", mailClass: "\(messageClass)",
          packedBytes: packed, airtime: core.airtime(payloadBytes: packed)))
      rest += try core.nextDoorJobs(after: job.consignment)
    }
  }
}

extension MailExplanation {
  /// The explanation in lines for people.
  public var lines: [String] {
    let kind = isEncrypted ? "encrypted" : "not encrypted"
    let types = mediaTypes.prefix(10).joined(separator: ", ")
    var lines = ["mail     \(bytes) bytes, \(types), \(kind)"]
    for fate in fates {
      lines.append("to       <\(fate.recipient)>")
      lines.append("  RCPT   \(fate.judgement)")
      guard let verdict = fate.verdict, let reply = fate.reply else { continue }
      let rule = verdict.rule.map { "policy[\($0)]" } ?? "no rule matches"
      let chosen = verdict.mailClass.map { ", class \($0.rawValue)" } ?? ""
      lines.append("  rule   \(rule): \(verdict.action.rawValue)\(chosen)")
      lines.append("  DATA   \(reply)")
    }
    for load in loads {
      lines.append(
        "air      to \(load.peer), class \(load.mailClass): \(bytes) bytes packed to"
          + " \(load.packedBytes), \(load.airtime.forPeople) without loss")
    }
    return lines
  }
}
