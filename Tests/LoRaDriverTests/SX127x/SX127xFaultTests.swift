// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import LoRaDriver
import LoRaPHY
import Testing

/// Each fault heals within its deadline, and no frame is handed up twice or in pieces.
@Suite struct SX127xFaultTests {
  private let channel = RadioChannel.test()

  private func pair(hasReset: Bool = true, hasInterrupt: Bool = true) throws -> ChipBench {
    var bench = ChipBench()
    _ = bench.add(
      try SX127xLinkTests.settings(), hasReset: hasReset, hasInterrupt: hasInterrupt)
    _ = bench.add(try SX127xLinkTests.settings())
    for node in 0...1 { _ = try bench.obtain(node, .configure(channel)) }
    return bench
  }

  /// Sends until it is sent; how often it was tried.
  private func send(_ frame: [UInt8], _ bench: inout ChipBench) throws -> Int {
    for attempt in 1...20 {
      if (try? bench.obtain(0, .transmit(frame))) != nil { return attempt }
      bench.run(for: .milliseconds(500))
    }
    throw RadioError.noAnswer
  }

  @Test(arguments: [UInt8(0x00), 0xFF])
  func `no chip is told with advice, and found when it comes`(stuck: UInt8) throws {
    var bench = ChipBench()
    var chip = EmulatedSX1276()
    chip.faults.stuckMISO = stuck
    let node = bench.add(try SX127xLinkTests.settings(), chip: chip)
    let expected = RadioError.unreachable(
      "no chip answers on SPI; check power, wiring and chip select")
    #expect(throws: expected) { try bench.obtain(node, .configure(channel)) }
    #expect(throws: expected) { try bench.obtain(node, .transmit([1])) }
    bench.run(for: .seconds(60))
    #expect(bench.nodes[node].events == [.fault(expected)])
    #expect((5...15).contains(bench.health(node).resets))
    bench.with(node) { $0.faults.stuckMISO = nil }
    bench.run(for: .seconds(11))
    #expect(bench.nodes[node].events == [.fault(expected), .recovered])
    #expect(try bench.obtain(node, .transmit([1])) == .transmitted)
  }

  @Test func `another chip is told by its name or number`() throws {
    for (version, word) in [(0x22, "SX1272"), (0x40, "0x40")] as [(UInt8, String)] {
      var bench = ChipBench()
      var chip = EmulatedSX1276()
      chip.faults.version = version
      let node = bench.add(try SX127xLinkTests.settings(), chip: chip)
      #expect {
        try bench.obtain(node, .configure(channel))
      } throws: { "\($0)".contains(word) }
    }
  }

  @Test(arguments: [true, false])
  func `a brown-out while listening is noticed at the next look`(hasReset: Bool) throws {
    var bench = try pair(hasReset: hasReset)
    let now = bench.now
    bench.with(0) { $0.brownOut(at: now) }
    bench.run(for: .milliseconds(450))
    #expect(bench.recoveries(0) == 1)
    _ = try bench.obtain(1, .transmit([1, 2]))
    bench.run(for: .milliseconds(5))
    #expect(bench.received(0) == [[1, 2]])
    #expect(bench.health(0).lostRegisters == 1)
  }

  @Test func `a brown-out while sending fails the frame as perhaps sent`() throws {
    var bench = try pair()
    let id = bench.ask(0, .transmit([UInt8](repeating: 7, count: 200)))
    bench.run(for: .milliseconds(100))
    let now = bench.now
    bench.with(0) { $0.brownOut(at: now) }
    bench.run(for: .seconds(1))
    guard case .failure(.interrupted)? = bench.nodes[0].answers[id] else {
      Issue.record("\(String(describing: bench.nodes[0].answers[id]))")
      return
    }
    #expect(bench.recoveries(0) == 1)
    #expect(bench.received(1) == [])
    #expect(bench.health(0).airtime == channel.modulation.timeOnAir(payloadBytes: 200))
    #expect(try send([8], &bench) == 1)
  }

  @Test func `a mode that is not taken is written again, then the chip is reset`() throws {
    for count in [1, 3, 40] {
      var bench = try pair()
      bench.with(0) { $0.faults.ignoredModes = count }
      let start = bench.now
      let attempts = try send([1, 2, 3], &bench)
      bench.run(for: .milliseconds(20))
      #expect(bench.received(1) == [[1, 2, 3]])
      #expect(attempts == 1 || count == 40)
      #expect(bench.now - start < .seconds(5))
    }
  }

  @Test func `a search that never ends is given up`() throws {
    var bench = try pair()
    bench.with(0) { $0.faults.endlessSearches = 1 }
    let start = bench.now
    #expect(throws: RadioError.self) { try bench.obtain(0, .sense) }
    #expect(bench.now - start < .milliseconds(150))
    bench.run(for: .milliseconds(100))
    #expect(try bench.obtain(0, .sense) == .sensed(.clear))
  }

  @Test func `a calibration that never ends makes it start again`() throws {
    var bench = ChipBench()
    var chip = EmulatedSX1276()
    chip.faults.endlessCalibrations = 2
    let node = bench.add(try SX127xLinkTests.settings(), chip: chip)
    #expect(throws: RadioError.self) { try bench.obtain(node, .configure(channel)) }
    bench.run(for: .seconds(1))
    #expect(bench.recoveries(node) == 1)
    #expect(bench.chip(node).calibrations.count == 3)
  }

  @Test func `a transfer that the system fails, at any point of a frame, costs one restart`() throws
  {
    for delay in 0..<40 {
      var bench = try pair()
      bench.with(0) {
        $0.faults.failingTransfers = 1
        $0.faults.delay = delay
      }
      _ = try send([1, 2, 3], &bench)
      bench.run(for: .seconds(1))
      // Beyond the loading the frame was keyed: it may come twice, as it was told to be unsure.
      #expect(Set(bench.received(1)) == [[1, 2, 3]], "transfer \(delay)")
      #expect(bench.received(1).count <= 2)
      #expect(bench.health(0).failedTransfers == 1)
      #expect(bench.faults(0) == bench.recoveries(0))
    }
  }

  @Test func `a corrupt reading, at any point, hands up no frame twice`() throws {
    for delay in 0..<24 {
      var bench = try pair()
      bench.with(0) {
        $0.faults.corruptReads = 1
        $0.faults.delay = delay
      }
      let frames = (0..<6).map { [UInt8](repeating: $0, count: 20) }
      for frame in frames {
        _ = try bench.obtain(1, .transmit(frame))
        bench.run(for: .milliseconds(700))
      }
      let received = bench.received(0)
      let whole = received.filter { frames.contains($0) }
      #expect(whole == frames.filter { whole.contains($0) }, "reading \(delay)")
      #expect(whole.count >= 5, "reading \(delay)")
      #expect(received.count <= 6, "reading \(delay)")
    }
  }

  @Test func `lost edges in all states only cost time`() throws {
    var bench = try pair()
    for byte in 0..<10 as Range<UInt8> {
      bench.with(0) { $0.faults.lostEdges = 3 }
      #expect(try bench.obtain(0, .transmit([byte])) == .transmitted)
      _ = try bench.obtain(1, .transmit([byte, byte]))
      bench.run(for: .milliseconds(300))
      #expect(try bench.obtain(0, .sense) == .sensed(.clear))
    }
    #expect(bench.received(0).count == 10)
    #expect(bench.received(1).count == 10)
    #expect(bench.faults(0) == 0)
  }

  @Test func `a line that stays high does no harm`() throws {
    var bench = try pair()
    bench.with(0) { $0.faults.isLineStuck = true }
    for byte in 0..<5 as Range<UInt8> {
      _ = try bench.obtain(1, .transmit([byte]))
      bench.run(for: .milliseconds(300))
    }
    #expect(bench.received(0).count == 5)
    #expect(bench.health(0).stuckLines > 0)
    #expect(try bench.obtain(0, .transmit([1])) == .transmitted)
  }

  @Test func `registers that change in idle are found by the self-check`() throws {
    for (address, value) in [(0x39, 0x34), (0x1E, 0xC0), (0x07, 0x00), (0x33, 0x66)]
      as [(UInt8, UInt8)]
    {
      var bench = try pair()
      let now = bench.now
      bench.with(0) { _ = $0.transfer([address | 0x80, value], at: now) }
      bench.run(for: .seconds(61))
      #expect(bench.recoveries(0) == 1)
      #expect(bench.health(0).lostRegisters == 1)
      _ = try bench.obtain(1, .transmit([5]))
      bench.run(for: .milliseconds(5))
      #expect(bench.received(0) == [[5]])
    }
  }

  @Test func `an idle hour costs nothing and changes nothing`() throws {
    var bench = try pair()
    bench.run(for: .seconds(3_600))
    #expect(bench.health(0).corruptTransfers == 0)
    #expect(bench.health(0).resets == 1)
    #expect(bench.nodes[0].events == [])
  }

  @Test func `the high power setting rests after each frame, 17 dBm do meanwhile`() throws {
    var bench = ChipBench()
    let node = bench.add(try SX127xLinkTests.settings(20))
    _ = try bench.obtain(node, .configure(channel))
    bench.with(node) { $0.journal = [] }
    for _ in 0..<2 { _ = try bench.obtain(node, .transmit([1])) }
    bench.run(for: channel.modulation.timeOnAir(payloadBytes: 1) * 100)
    _ = try bench.obtain(node, .transmit([1]))
    let journal = try #require(bench.chip(node).journal)
    // Config and over-current protection: 20 dBm, 17 dBm, 20 dBm.
    #expect(
      journal.filter { $0[0] == 0x09 }.map { [$0[1], $0[3]] } == [
        [0xFF, 0x31], [0xFF, 0x2B], [0xFF, 0x31],
      ])
    #expect(journal.filter { $0[0] == 0x4D }.map { $0[1] } == [0x87, 0x84, 0x84, 0x84, 0x87, 0x84])
    #expect(bench.health(node).poweredDown == 1)
  }

  @Test func `stopping puts the chip to sleep, at any time`() throws {
    for time in [0, 1, 5, 40, 200] {
      var bench = try pair()
      let id = bench.ask(0, .transmit([UInt8](repeating: 1, count: 100)))
      bench.run(for: .milliseconds(time))
      bench.stop(0)
      bench.run(for: .milliseconds(10))
      #expect(bench.nodes[0].isStopped)
      #expect(bench.nodes[0].answers[id] != nil)
      var chip = bench.chip(0)
      #expect(chip.transfer([0x01, 0], at: bench.now) == [0, 0x80])
      #expect(throws: RadioError.shutDown) { try bench.obtain(0, .sense) }
    }
  }
}
