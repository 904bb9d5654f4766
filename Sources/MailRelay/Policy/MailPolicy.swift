// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What is done with a mail.
public enum PolicyAction: String, Hashable, Sendable, CaseIterable {
  /// It is taken and sent.
  case accept
  /// It is refused for good; its sender is told.
  case refuse
  /// It is taken, and waits for the operator.
  case hold
}

/// In which order mail goes on the air.
public enum MailClass: String, Hashable, Sendable, CaseIterable {
  /// Before everything else; what packs to more than 4 kB goes as ``normal`` all the same.
  case chat
  /// Behind chat.
  case normal
  /// Behind everything else.
  case bulk
}

/// One rule of a ``MailPolicy``.
public struct PolicyRule: Hashable, Sendable {
  /// What must be so, all of it; without conditions the rule is about every mail.
  public var conditions: [PolicyCondition]
  /// What is done then.
  public var action: PolicyAction
  /// The class it goes in; nil leaves that to its size.
  public var mailClass: MailClass?
  /// What the sender is told: printable ASCII, at most ``longestReply`` characters.
  public var reply: String?

  /// The longest text for the sender, in characters.
  public static let longestReply = 200

  /// Makes a rule.
  public init(
    _ action: PolicyAction, if conditions: [PolicyCondition] = [], mailClass: MailClass? = nil,
    reply: String? = nil
  ) {
    self.action = action
    self.conditions = conditions
    self.mailClass = mailClass
    self.reply = reply
  }

  /// Whether a text may be told to senders.
  public static func isLegalReply(_ text: String) -> Bool {
    (1...longestReply).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
  }

  func match(_ question: PolicyQuestion) -> PolicyCondition.Match {
    var isUnknown = false
    for condition in conditions {
      switch condition.match(question) {
      case .no: return .no
      case .unknown: isUnknown = true
      case .yes: break
      }
    }
    return isUnknown ? .unknown : .yes
  }
}

/// What a policy says about one recipient of a mail.
public struct PolicyVerdict: Hashable, Sendable {
  /// Which rule matched, counted from 1; nil when none did.
  public var rule: Int?
  /// What is done.
  public var action: PolicyAction
  /// The class the mail goes in; nil leaves that to its size.
  public var mailClass: MailClass?
  /// What the sender is told; nil when the rule does not say.
  public var reply: String?

  /// Makes a verdict.
  public init(rule: Int?, action: PolicyAction, mailClass: MailClass?, reply: String?) {
    self.rule = rule
    self.action = action
    self.mailClass = mailClass
    self.reply = reply
  }

  /// What is done with mail that no rule is about.
  public static let byDefault = PolicyVerdict(
    rule: nil, action: .accept, mailClass: nil, reply: nil)
}

/// The operator's rules about mail from the door: the first that matches decides.
///
/// It is asked for each recipient, once at RCPT and once when the mail is there. What it says at
/// RCPT it says again later, so long as SIZE was right.
public struct MailPolicy: Hashable, Sendable {
  /// The rules in their order.
  public var rules: [PolicyRule]

  /// Makes a policy; without rules, that of a gateway that takes what it can carry.
  public init(_ rules: [PolicyRule] = []) {
    self.rules = rules
  }

  /// What is done for a recipient; nil when that depends on the mail, which is not there yet.
  public func verdict(_ question: PolicyQuestion) -> PolicyVerdict? {
    for (index, rule) in rules.enumerated() {
      switch rule.match(question) {
      case .no: continue
      case .unknown: return nil
      case .yes:
        return PolicyVerdict(
          rule: index + 1, action: rule.action, mailClass: rule.mailClass, reply: rule.reply)
      }
    }
    return .byDefault
  }
}
