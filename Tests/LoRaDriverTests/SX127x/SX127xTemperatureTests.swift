// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import LoRaDriver
import LoRaPHY
import Testing

/// The receiver's calibration follows the chip's temperature.
@Suite struct SX127xTemperatureTests {
  private let channel = RadioChannel.test()

  private func listening() throws -> (bench: ChipBench, node: Int) {
    var bench = ChipBench()
    let node = bench.add(try SX127xLinkTests.settings())
    _ = try bench.obtain(node, .configure(channel))
    return (bench, node)
  }

  @Test(arguments: [(25, 36, 2), (25, 14, 2), (25, 35, 1), (-30, 80, 2), (80, 79, 1)])
  func `more than ten degrees from the last calibration there is another`(
    first: Int, then: Int, calibrations: Int
  ) throws {
    var chip = EmulatedSX1276()
    chip.celsius = first
    var bench = ChipBench()
    let node = bench.add(try SX127xLinkTests.settings(), chip: chip)
    _ = try bench.obtain(node, .configure(channel))
    bench.with(node) { $0.celsius = then }
    bench.run(for: .seconds(1200))
    #expect(bench.chip(node).calibrations.count == calibrations)
    #expect(bench.health(node).recalibrations == calibrations - 1)
    // It is the new one that counts from then on.
    bench.run(for: .seconds(3630))
    #expect(bench.chip(node).calibrations.count == calibrations)
    #expect(bench.chip(node).calibrations.allSatisfy { abs($0.hertz - 868_100_000) < 62 })
    #expect(bench.faults(node) == 0)
    bench.air.inject(ChipFrame([1, 2, 3], on: channel, from: bench.now))
    bench.run(for: .milliseconds(200))
    #expect(bench.received(node) == [[1, 2, 3]])
  }

  @Test func `it is measured every ten minutes, some milliseconds long`() throws {
    var (bench, node) = try listening()
    bench.run(for: .seconds(3660))
    // Once with the calibration.
    #expect(bench.chip(node).measurements == 7)
    #expect(bench.chip(node).calibrations.count == 1)
    bench.run(for: .seconds(530))
    var deaf = Duration.zero
    for _ in 0..<20_000 where bench.chip(node).measurements < 8 {
      let before = bench.now
      bench.run(for: .milliseconds(1))
      if bench.chip(node).receivingSince == nil { deaf += bench.now - before }
    }
    #expect(bench.chip(node).measurements == 8)
    #expect(deaf > .zero && deaf < .milliseconds(20))
  }

  @Test func `a frame that is coming in is not lost to it`() throws {
    var (bench, node) = try listening()
    let frame = [UInt8](repeating: 7, count: 255)
    let airtime = channel.modulation.timeOnAir(payloadBytes: 255)
    // Back to back, but for the time in which a receiver starts.
    for serial in 0..<1700 {
      let bytes = [UInt8(truncatingIfNeeded: serial)] + frame.dropFirst()
      bench.air.inject(ChipFrame(bytes, on: channel, from: bench.now))
      bench.run(for: airtime + .milliseconds(1))
    }
    #expect(bench.received(node).count == 1700)
    #expect(bench.chip(node).measurements == 1)
    bench.run(for: .seconds(120))
    #expect(bench.chip(node).measurements == 2)
  }
}
