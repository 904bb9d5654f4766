// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import LoRaDriver
import LoRaPHY
import Testing

/// An independent driver on the emulated chips: two radios of LoRaRF 1.4.0, unchanged, in virtual
/// time, every transfer recorded.
///
/// It heard each frame it sent; so the chips behave as that driver, which runs on real ones,
/// expects. It has the bit of erratum 15.4 the wrong way round, which on silicon costs range only.
@Suite struct SX126xTranscriptTests {
  private func replay() throws -> (air: EmulatedAir, differences: Int, count: Int) {
    let transcript = try Transcript("sx1262_lorarf")
    var chip = EmulatedSX1262()
    chip.hasTCXO = false
    chip.toleratesHalfPolarity = true
    let (air, differences) = transcript.replay(to: chip, chip)
    return (air, differences, transcript.count)
  }

  @Test func `the chips of the newer family answer as they did`() throws {
    let (air, differences, count) = try replay()
    #expect(count > 400)
    #expect(differences == 0)
    #expect(air.sent.count == 12)
  }

  @Test func `our driver of the newer family puts the same on the air as the independent one`()
    throws
  {
    let replayed = try replay().air
    for (_, frame) in replayed.sent {
      let channel = RadioChannel(
        frequency: Frequency(hertz: 868_100_000), modulation: frame.modulation)
      var bench = ChipBench()
      var chip = EmulatedSX1262()
      chip.hasTCXO = false
      let node = bench.add(
        try SX126xSettings(variant: .sx1262, powerDBm: 22, oscillator: .crystal), chip: chip)
      _ = try bench.obtain(node, .configure(channel))
      _ = try bench.obtain(node, .transmit(frame.bytes))
      let ours = try #require(bench.air.sent.last?.frame)
      #expect(ours.bytes == frame.bytes)
      #expect(abs(ours.hertz - frame.hertz) < 2)
      #expect(ours.syncWord == frame.syncWord)
      #expect(ours.isInverted == frame.isInverted)
      #expect(ours.modulation == frame.modulation)
      #expect(ours.end - ours.start == frame.end - frame.start)
      let (mine, theirs) = (bench.sx1262(node), replayed[0] as? EmulatedSX1262)
      // Amplifier and power, and what the errata and the gain want; erratum 15.4 apart.
      #expect(mine.settings[0x95] == theirs?.settings[0x95])
      #expect(mine.settings[0x8E]?.first == theirs?.settings[0x8E]?.first)
      #expect(mine.settings[0x9D] == theirs?.settings[0x9D])
      for register in [0x0740, 0x0741, 0x08AC, 0x08D8, 0x08E7] as [UInt16] {
        #expect(mine.registers[register] == theirs?.registers[register], "\(register)")
      }
      #expect(mine.calibrations.last == theirs?.calibrations.last)
    }
  }
}
