// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaPHY
import Testing

struct WishPaceTests {
  @Test func `each peer has one handshake in ten minutes`() {
    var pace = WishPace(WishPace.handshake)
    #expect(pace.wait(for: "a", at: .zero) == nil)
    #expect(pace.wait(for: "b", at: .zero + .seconds(1)) == nil)
    #expect(pace.wait(for: "a", at: .zero + .seconds(30)) == 571)
    #expect(pace.wait(for: "a", at: .zero + .seconds(599)) == 2)
    #expect(pace.wait(for: "a", at: .zero + .seconds(600)) == nil)
    #expect(pace.wait(for: "a", at: .zero + .seconds(601)) == 600)
  }
}
