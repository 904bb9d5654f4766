// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import Testing

@Suite struct ForecastExperienceTests {
  private static func after(_ seconds: Int) -> Instant { .zero + .seconds(seconds) }

  @Test func `what a burst waits for others counts, what the law makes it wait does not`() {
    var experience = ForecastExperience()
    experience.waits(at: .zero)
    experience.waits(at: Self.after(1))
    experience.speaks(.seconds(2), at: Self.after(2), endsBurst: false)
    experience.waits(at: Self.after(4))
    experience.rests()
    experience.speaks(.seconds(4), at: Self.after(90), endsBurst: true)
    #expect(experience.share.share == 0.75)
  }

  @Test func `a message later than its ninetieth percentile raises those to come`() {
    var experience = ForecastExperience()
    let handle = MessageHandle(rawValue: 1)
    experience.promised(handle, ninetieth: .seconds(100), at: .zero)
    experience.delivered(handle, at: Self.after(120))
    #expect(experience.correction.factor > 1)
    let raised = experience.correction
    experience.delivered(handle, at: Self.after(500))
    #expect(experience.correction == raised, "it was delivered already")
  }
}
