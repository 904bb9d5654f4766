// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import LoRaDriver
import LoRaPHY
import Testing

/// The end of both families' drivers when the wires fail with it, and what they say of faults.
struct ChipStopTests {
  @Test(arguments: [false, true], 0...4)
  func `a stop whose transfers fail is a stop all the same, and nothing follows it`(
    isSX1262: Bool, delay: Int
  ) throws {
    var bench = ChipBench()
    let node =
      if isSX1262 {
        bench.add(try SX126xSettings(variant: .sx1262, powerDBm: 14))
      } else {
        bench.add(try SX127xLinkTests.settings())
      }
    #expect(try bench.obtain(node, .configure(.test())) == .tuned)
    bench.run(for: .milliseconds(100))
    bench.withAny(node) { chip in
      chip.faults.delay = delay
      chip.faults.failingTransfers = 1_000
    }
    bench.stop(node)
    bench.run(for: .seconds(60))
    #expect(bench.nodes[node].isStopped)
    #expect(bench.nodes[node].core.nextDeadline == nil)
    #expect(bench.faults(node) == 0)
    let id = bench.ask(node, .sense)
    #expect(bench.nodes[node].answers[id] == .failure(.shutDown))
  }

  @Test func `each fault of both families has a text of its own`() {
    let sx126x: [SX126xFault] = [
      .wire(BusError("spidev: no")), .absent(status: 0), .absent(status: 0x22), .oscillator,
      .register(.syncWord),
      .buffer, .forgotten, .endless,
    ]
    #expect(Set(sx126x.map(\.description)).count == sx126x.count)
    #expect(sx126x[4].description.contains("register syncWord does not keep"))
  }
}
