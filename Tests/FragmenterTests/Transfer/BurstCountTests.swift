// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Testing

@Suite struct BurstCountTests {
  @Test(arguments: 1...30) func `of a burst longer than needed the lost ones are counted`(
    lost: Int
  ) {
    var count = BurstCount(sourceCount: 50, sent: 50, need: 20)
    for _ in 0..<40 { count.count() }
    // Forty frames, of which forty less the lost ones arrived.
    let need = 20 - (40 - lost)
    let result = need > 0 ? count.reported(need: need) : count.delivered
    #expect(result?.sent == 40)
    #expect(result?.arrived == (need > 0 ? 40 - lost : 20))
    #expect(result?.orMore == (need <= 0))
  }

  @Test func `of a burst as long as needed the message tells that all arrived`() {
    var count = BurstCount(sourceCount: 50, sent: 50, need: 20)
    for _ in 0..<20 { count.count() }
    #expect(count.delivered?.sent == 20)
    #expect(count.delivered?.arrived == 20)
    #expect(count.delivered?.orMore == false)
  }
}
