// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import LoRaDriver
import LoRaPHY
import Testing

/// The driver against the chip, when nothing goes wrong.
@Suite struct SX127xLinkTests {
  static func settings(
    _ power: Int = 14, correction: SX127xSettings.FrequencyCorrection = .none,
    fixed: Int? = nil
  ) throws -> SX127xSettings {
    try SX127xSettings(
      output: .paBoost, powerDBm: power, correction: correction, implicitFrameBytes: fixed)
  }

  @Test func `two drivers exchange frames`() throws {
    var bench = ChipBench()
    let a = bench.add(try Self.settings())
    let b = bench.add(try Self.settings())
    let channel = RadioChannel.test()
    #expect(try bench.obtain(a, .configure(channel)) == .tuned)
    #expect(try bench.obtain(b, .configure(channel)) == .tuned)
    let frame = (0..<255).map { UInt8($0) }
    #expect(try bench.obtain(a, .transmit(frame)) == .transmitted)
    bench.run(for: .milliseconds(5))
    #expect(bench.received(b) == [frame])
    #expect(try bench.obtain(b, .transmit([7])) == .transmitted)
    bench.run(for: .milliseconds(5))
    #expect(bench.received(a) == [[7]])
    #expect(bench.health(a).airtime == channel.modulation.timeOnAir(payloadBytes: 255))
    #expect(bench.health(b).missedEdges == 0)
    #expect(bench.faults(a) + bench.faults(b) == 0)
  }
}
