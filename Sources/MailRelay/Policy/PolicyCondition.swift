// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// One thing that must be so for a rule to match.
public enum PolicyCondition: Hashable, Sendable {
  /// The sender of the envelope is one of these.
  case sender([AddressPattern])
  /// The recipient is one of these.
  case recipient([AddressPattern])
  /// The recipient is behind one of these gateways.
  case peer([String])
  /// The mail has at most so many octets.
  case octetsAtMost(Int)
  /// The mail has more octets.
  case octetsOver(Int)
  /// The mail needs at most this time on air, if nothing can be shortened.
  case airtimeAtMost(Duration)
  /// The mail may need more time on air.
  case airtimeOver(Duration)
  /// The mail hides its content, or does not.
  case encrypted(Bool)
  /// The mail or one of its parts is of such a type.
  case mediaType([MediaRange])
  /// A program sent the mail by itself, or none did.
  case autoSubmitted(Bool)
  /// The mail was sent in one of these ways.
  case distribution([MailHeader.Distribution])
  /// MT-PRIORITY is in this range.
  case priority(ClosedRange<Int>)

  /// Whether a condition holds.
  enum Match: Hashable, Sendable {
    case yes
    case no
    /// The mail itself must be seen first.
    case unknown

    init(_ isSo: Bool) { self = isSo ? .yes : .no }
  }

  func match(_ question: PolicyQuestion) -> Match {
    switch self {
    case .sender(let patterns):
      Match(patterns.contains { $0.matches(question.sender) })
    case .recipient(let patterns):
      Match(patterns.contains { $0.matches(question.recipient) })
    case .peer(let names): Match(names.contains(question.peer))
    case .priority(let range): Match(range.contains(question.priority))
    case .octetsAtMost(let most): size(question) { $0.octets > most }.negated
    case .octetsOver(let most): size(question) { $0.octets > most }
    case .airtimeAtMost(let most): size(question) { $0.airtime > most }.negated
    case .airtimeOver(let most): size(question) { $0.airtime > most }
    case .encrypted(let wanted): mail(question) { $0.isEncrypted == wanted }
    case .mediaType(let ranges):
      mail(question) { mail in
        mail.mediaTypes.contains { type in ranges.contains { $0.matches(type) } }
      }
    case .autoSubmitted(let wanted): mail(question) { ($0.origin != .person) == wanted }
    case .distribution(let wanted): mail(question) { wanted.contains($0.distribution) }
    }
  }

  private func mail(_ question: PolicyQuestion, _ isSo: (PolicyMail) -> Bool) -> Match {
    question.mail.map { Match(isSo($0)) } ?? .unknown
  }

  /// SIZE is a promise not to send more, and often is more than comes (RFC 1870 §6.1): only what
  /// is declared beyond a limit can be told beforehand.
  private func size(_ question: PolicyQuestion, _ isOver: (PolicySize) -> Bool) -> Match {
    if let mail = question.mail { return Match(isOver(mail.size)) }
    return question.declared.map(isOver) == true ? .yes : .unknown
  }
}

extension PolicyCondition.Match {
  fileprivate var negated: Self {
    switch self {
    case .yes: .no
    case .no: .yes
    case .unknown: .unknown
    }
  }
}
