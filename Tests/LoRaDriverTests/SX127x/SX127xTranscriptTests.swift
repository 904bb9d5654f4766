// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import LoRaDriver
import LoRaPHY
import Testing

/// An independent driver on the emulated chips: two radios of adafruit-circuitpython-rfm9x 2.2.25
/// in virtual time, every transfer recorded.
///
/// It found each frame it sent; so the chips behave as that driver, which runs on real ones,
/// expects.
@Suite struct SX127xTranscriptTests {
  private func replay() throws -> (air: EmulatedAir, differences: Int, count: Int) {
    let transcript = try Transcript("sx1276_rfm9x")
    let (air, differences) = transcript.replay(to: EmulatedSX1276(), EmulatedSX1276())
    return (air, differences, transcript.count)
  }

  @Test func `the chips answer as they did`() throws {
    let (air, differences, count) = try replay()
    #expect(count > 700)
    #expect(differences == 0)
    #expect(air.sent.count == 9)
  }

  @Test func `our driver puts the same on the air as the independent one`() throws {
    let theirs = try replay().air.sent.map(\.frame)
    for frame in theirs {
      // With its own low data rate optimisation, which that driver leaves off everywhere.
      let channel = RadioChannel(
        frequency: Frequency(hertz: 868_100_000), modulation: frame.modulation)
      var bench = ChipBench()
      let node = bench.add(try SX127xSettings(output: .paBoost, powerDBm: 20))
      _ = try bench.obtain(node, .configure(channel))
      bench.with(node) { $0.journal = [] }
      _ = try bench.obtain(node, .transmit(frame.bytes))
      let ours = try #require(bench.air.sent.last?.frame)
      #expect(ours.bytes == frame.bytes)
      #expect(abs(ours.hertz - frame.hertz) < 62)
      #expect(ours.syncWord == frame.syncWord)
      #expect(ours.isInverted == frame.isInverted)
      #expect(ours.modulation == frame.modulation)
      #expect(ours.end - ours.start == frame.end - frame.start)
      // The high power setting, as that driver sets it for 20 dBm.
      let journal = try #require(bench.chip(node).journal)
      #expect(journal.first { $0[0] == 0x09 }?[1] == 0xFF)
      #expect(journal.first { $0[0] == 0x4D } == [0x4D, 0x87])
    }
  }
}
