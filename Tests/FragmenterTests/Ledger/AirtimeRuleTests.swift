// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import Testing

/// What a rule leaves to use.
struct AirtimeRuleTests {
  @Test func `the guard shortens the budget and the clock lengthens the window`() {
    let rule = AirtimeRule(limit: .seconds(36))
    #expect(rule.budget == .milliseconds(35_820))
    #expect(rule.countedWindow == .milliseconds(3_603_600))
    #expect(AirtimeRule.unlimited.budget == nil)
  }

  @Test(arguments: [-5, 0, 1, 999_999, 1_000_000, 5_000_000])
  func `a budget is never more than the limit nor less than nothing`(guardParts: Int) throws {
    for limit in [-1, 0, 1, 7, 36_000_000, 3_600_000_001] {
      let rule = AirtimeRule(
        limit: .microseconds(limit) + .nanoseconds(700), guardPartsPerMillion: guardParts)
      let budget = try #require(rule.budget)
      #expect(budget >= .zero)
      #expect(budget <= max(.microseconds(limit), .zero))
      #expect(budget <= .seconds(3600))
    }
  }

  @Test func `reserves grow with the frames, leave a quarter, and may be nothing`() {
    let rule = AirtimeRule(limit: .milliseconds(3600))
    func standard(_ frame: Duration, chat: Int) -> DutyReserve {
      .standard(
        for: rule, controlFrame: frame, handshakeFrame: frame * 2, chatPartsPerMillion: chat)
    }
    #expect(standard(.milliseconds(1), chat: 0).control == .microseconds(71_640))
    #expect(standard(.milliseconds(60), chat: 100_000).control == .milliseconds(480))
    #expect(standard(.milliseconds(60), chat: 100_000).chat == .microseconds(358_200))
    #expect(standard(.seconds(2), chat: 100_000).control == .microseconds(2_686_500))
    #expect(standard(.seconds(2), chat: 100_000).chat == .zero)
    #expect(
      DutyReserve.standard(
        for: .unlimited, controlFrame: .seconds(1), handshakeFrame: .seconds(1),
        chatPartsPerMillion: 5) == .none)
  }
}
