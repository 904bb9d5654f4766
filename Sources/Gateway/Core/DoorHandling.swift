// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay

/// What the operator's rules say of a mail that is taken.
struct DoorHandling: Hashable, Sendable {
  /// Why it waits for the operator; nil when it does not.
  var heldBecause: String?
  /// The class chosen for each recipient, in the order of the envelope; empty: none for any.
  var classes: [MailClass?] = []

  /// The class of a way that some recipients share: the most urgent of theirs; nil when none has
  /// one.
  func mailClass(of positions: some Collection<Int>) -> MailClass? {
    let chosen = Set(positions.compactMap { classes.indices.contains($0) ? classes[$0] : nil })
    return MailClass.allCases.first(where: chosen.contains)
  }

  /// The urgency of a way that some recipients share, where their sender asked for a priority.
  func urgency(of positions: some Collection<Int>, asked: MailPriority?) -> Urgency {
    mailClass(of: positions).map { Urgency($0) } ?? Urgency(asked)
  }
}

/// The recipients of one mail, by what the rules say of them.
struct DoorSorting {
  /// What is said of each, in the order of the envelope.
  let verdicts: [PolicyVerdict]
  /// The replies to those that are refused, by their places in the envelope.
  private(set) var refusals: [Int: Reply] = [:]

  init(_ transaction: MailTransaction, _ verdicts: [PolicyVerdict]) {
    self.verdicts = verdicts
    let recipients = transaction.envelope.forwardPaths
    for (place, verdict) in verdicts.enumerated() where verdict.action == .refuse {
      refusals[place] = verdict.refusal(of: recipients[place])
    }
    // SMTP hears one reply for all: nobody else would tell the sender who is left out.
    guard transaction.dialect == .smtp, let first = refusals.min(by: { $0.key < $1.key }) else {
      return
    }
    for place in recipients.indices { refusals[place] = first.value }
  }

  /// Whether the mail is taken for all, with nothing special.
  var isPlain: Bool { verdicts.allSatisfy { $0.action == .accept && $0.mailClass == nil } }

  /// The places of those for whom the mail is taken: those sent to, and those it is held for.
  var groups: [(action: PolicyAction, places: [Int])] {
    [PolicyAction.accept, .hold].compactMap { action in
      let places = verdicts.indices.filter {
        verdicts[$0].action == action && refusals[$0] == nil
      }
      return places.isEmpty ? nil : (action, places)
    }
  }

  /// How the mail is handled for recipients at these places.
  func handling(_ action: PolicyAction, _ places: [Int]) -> DoorHandling {
    let first = places.first.map { verdicts[$0] } ?? .byDefault
    let why = first.reply ?? first.rule.map { "policy[\($0)]" } ?? "a rule"
    return DoorHandling(
      heldBecause: action == .hold ? why : nil, classes: places.map { verdicts[$0].mailClass })
  }
}

extension PolicyVerdict {
  /// The reply to a recipient that a rule refuses.
  func refusal(of recipient: MailAddress) -> Reply {
    Reply(
      550, .init(5, 7, 1),
      "<\(recipient)> \(reply ?? "is refused by a rule of the operator of this radio gateway")")
  }
}
