// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import Foundation
import LoRaDriver
import LoRaPHY
import Testing

/// An independent driver on the emulated chips: two radios of adafruit-circuitpython-rfm9x 2.2.25
/// in virtual time, every transfer recorded.
///
/// It found each frame it sent; so the chips behave as that driver, which runs on real ones,
/// expects. Each line: chip, microseconds, sent and received bytes (or `reset` and the level).
@Suite struct SX127xTranscriptTests {
  private struct Line {
    var chip: Int
    var at: Instant
    var sent: [UInt8]?
    var answer: [UInt8]
    var isResetLow: Bool
  }

  private func bytes(_ hex: Substring) -> [UInt8]? {
    let digits = Array(hex)
    guard digits.count % 2 == 0 else { return nil }
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    return bytes.count * 2 == digits.count ? bytes : nil
  }

  private func lines() throws -> [Line] {
    let url = try #require(
      Bundle.module.url(
        forResource: "sx1276_rfm9x", withExtension: "csv", subdirectory: "Vectors"))
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }
      .map { text in
        let fields = text.split(separator: ",")
        let time = try #require(Int64(fields[1]))
        return Line(
          chip: try #require(Int(fields[0])), at: Instant(microseconds: time),
          sent: bytes(fields[2]),
          answer: bytes(fields[3]) ?? [],
          isResetLow: fields[2] == "reset" && fields[3] == "0")
      }
  }

  /// The air after all of it; how many answers were others than recorded.
  private func replay() throws -> (air: EmulatedAir, differences: Int, count: Int) {
    var air = EmulatedAir(seed: 1)
    for _ in 0..<2 { _ = air.add(EmulatedSX1276()) }
    var differences = 0
    let lines = try lines()
    for line in lines {
      let answer = air.with(line.chip, at: line.at) { chip -> [UInt8] in
        guard let sent = line.sent else {
          chip.reset(isLow: line.isResetLow, at: line.at)
          return []
        }
        return chip.transfer(sent, at: line.at)
      }
      if answer != line.answer { differences += 1 }
    }
    return (air, differences, lines.count)
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
