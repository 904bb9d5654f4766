// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedModems
import Testing

/// Whole daemons on dongles behind pseudo terminals, and on a dongle and a chip.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct DongleServiceTests {
  @Test(arguments: DonglePair.allCases)
  func `mails cross at 10 % loss, both ways, once, byte for byte`(pair: DonglePair) async throws {
    try await pair.onAir(.init(loss: 0.1)) { directory, _ in
      for (number, from) in [0, 1, 0].enumerated() {
        try await DonglePair.cross(
          in: directory, from: from, mail: TestMail.text(number + 1), id: "mail\(number)")
      }
    }
  }

  @Test func `a dongle that is pulled out in a burst loses no mail`() async throws {
    try await DonglePair.rnodes.onAir(.init()) { directory, dongles in
      let trouble = Task {
        for _ in 0..<3 {
          try await Task.sleep(for: .milliseconds(700))
          dongles[0].unplug(afterBytes: 60)
          try await Wait.until { !dongles[0].isPluggedIn }
          try await Task.sleep(for: .milliseconds(200))
          dongles[0].plugIn()
        }
      }
      try await DonglePair.cross(in: directory, from: 0, mail: TestMail.text(7), id: "pulled")
      trouble.cancel()
      if !dongles[0].isPluggedIn { dongles[0].plugIn() }
    }
  }
}
