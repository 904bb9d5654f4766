// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import LoRaDriver
import LoRaPHY
import Testing

/// Following a peer off the frequency, whichever sign the chip's reading has.
struct SX127xFrequencyCorrectionTests {
  private static let bandwidth = 125_000

  /// Frames of a peer so far off, heard by a chip whose reading has a sign; where it ends.
  private func follow(
    _ offset: Int, sign: Int, frames: Int = 40
  ) -> (correction: SX127xFrequencyCorrection, tunings: Int) {
    var correction = SX127xFrequencyCorrection()
    var tunings = 0
    for _ in 0..<frames {
      let error = (offset - correction.hertz) * sign
      if correction.note(error, bandwidthHertz: Self.bandwidth) { tunings += 1 }
    }
    return (correction, tunings)
  }

  @Test(arguments: [-20_000, -9_000, 9_000, 20_000], [1, -1])
  func `it comes near the peer with either sign, and stays there`(offset: Int, sign: Int) {
    let (correction, tunings) = follow(offset, sign: sign)
    #expect(abs(offset - correction.hertz) <= Self.bandwidth / 16)
    // Once, or there, back and the other way.
    #expect(tunings <= 3)
  }

  @Test(arguments: [-7_800, 0, 3_000, 7_800])
  func `small errors are left alone`(offset: Int) {
    #expect(follow(offset, sign: 1).tunings == 0)
  }

  @Test(arguments: [-90_000, 90_000, Int.min / 4, Int.max / 4], [1, -1])
  func `it never goes beyond a quarter of the bandwidth`(offset: Int, sign: Int) {
    for frames in 1...60 {
      let (correction, _) = follow(offset, sign: sign, frames: frames)
      #expect(abs(correction.hertz) <= Self.bandwidth / 4)
    }
  }

  @Test func `another channel starts anew, with the sign that was found`() {
    var (correction, _) = follow(20_000, sign: -1)
    correction.restart()
    #expect(correction.hertz == 0)
    for _ in 0..<4 { _ = correction.note(-20_000, bandwidthHertz: Self.bandwidth) }
    #expect(correction.hertz == 20_000)
  }
}
