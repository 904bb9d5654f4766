// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// Airtime of the window kept back from lower classes, so that higher ones find some left.
public struct DutyReserve: Sendable, Hashable {
  /// What only control may use.
  public var control: Duration
  /// What only control and chat may use.
  public var chat: Duration

  /// Makes a reserve of two slices.
  public init(control: Duration, chat: Duration) {
    self.control = control
    self.chat = chat
  }

  /// Nothing kept back: first come, first served.
  public static let none = DutyReserve(control: .zero, chat: .zero)

  /// The usual slices of a rule's budget.
  ///
  /// Control gets 2 % of the budget, or six control frames and a handshake frame when that is
  /// more; chat the given share, in parts per million of the budget. Both together leave a
  /// quarter of the budget to everything else. Without limit nothing is kept back.
  public static func standard(
    for rule: AirtimeRule, controlFrame: Duration, handshakeFrame: Duration,
    chatPartsPerMillion: Int
  ) -> DutyReserve {
    guard let budget = rule.budgetMicroseconds else { return .none }
    let most = budget / 4 * 3
    let frames = 6 * AirtimeRule.clamped(controlFrame) + AirtimeRule.clamped(handshakeFrame)
    let twoPercent = AirtimeRule.share(of: budget, partsPerMillion: 20_000)
    let control = min(max(twoPercent, frames), most)
    let chat = AirtimeRule.share(of: budget, partsPerMillion: chatPartsPerMillion)
    return DutyReserve(
      control: .microseconds(control), chat: .microseconds(min(chat, most - control)))
  }

  /// Microseconds a class must leave alone.
  func withheld(from airtimeClass: AirtimeClass) -> Int64 {
    let control = AirtimeRule.clamped(control)
    return switch airtimeClass {
    case .control: 0
    case .chat: control
    case .normal, .bulk: control + AirtimeRule.clamped(chat)
    }
  }
}
