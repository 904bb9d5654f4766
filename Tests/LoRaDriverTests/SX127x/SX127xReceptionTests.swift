// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import LoRaDriver
import LoRaPHY
import Testing

/// What comes in: all modulations, the buffer's ring, frames without header.
@Suite struct SX127xReceptionTests {
  private let fast = RadioChannel.test(bandwidth: .kHz500)

  private func bench(
    _ channel: RadioChannel, fixed: Int? = nil, nodes: Int = 2
  ) throws -> ChipBench {
    var bench = ChipBench()
    for _ in 0..<nodes { _ = bench.add(try SX127xLinkTests.settings(fixed: fixed)) }
    for node in 0..<nodes { _ = try bench.obtain(node, .configure(channel)) }
    return bench
  }

  @Test func `all modulations get through, each with the time on air of the PHY`() throws {
    for bandwidth in Bandwidth.allCases {
      for factor in SpreadingFactor.allCases where factor > .sf5 {
        var channel = RadioChannel.test(factor, bandwidth: bandwidth)
        channel.modulation.header = factor == .sf6 ? .implicit : .explicit
        channel.modulation.payloadCRC = bandwidth.rawValue % 2 == 0 ? .present : .absent
        channel.modulation.codingRate = bandwidth > .kHz31_25 ? .fourEighths : .fourFifths
        var bench = try bench(channel, fixed: 24)
        let frame = (0..<24).map { UInt8($0) }
        _ = try bench.obtain(0, .transmit(frame), within: .seconds(300))
        bench.run(for: .milliseconds(300))
        #expect(bench.received(1) == [frame], "\(factor) \(bandwidth)")
        let sent = try #require(bench.air.sent.last?.frame)
        #expect(sent.end - sent.start == channel.modulation.timeOnAir(payloadBytes: 24))
        #expect(bench.health(0).airtime == channel.modulation.timeOnAir(payloadBytes: 24))
      }
    }
  }

  @Test func `the ring wraps: a thousand frames of all lengths arrive as they were`() throws {
    var bench = try bench(fast)
    var dice = SplitMix64(seed: 7)
    for round in 0..<1_000 {
      let count = Int.random(in: 1...255, using: &dice)
      let frame = (0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) }
      _ = try bench.obtain(0, .transmit(frame))
      bench.run(for: .milliseconds(3))
      #expect(bench.received(1).last == frame, "\(round)")
    }
    #expect(bench.received(1).count == 1_000)
    #expect(bench.health(1).overruns == 0)
    #expect(bench.health(1).missedEdges == 0)
  }

  @Test func `of two frames before service the second is read, and the loss is counted`() throws {
    var bench = try bench(fast)
    bench.run(for: .milliseconds(300))
    for byte in [UInt8(1), 2] {
      let frame = ChipFrame([UInt8](repeating: byte, count: 30), on: fast, from: bench.now)
      bench.air.inject(frame)
      bench.stall(for: frame.end - bench.now + .milliseconds(1))
    }
    bench.run(for: .milliseconds(100))
    #expect(bench.received(1) == [[UInt8](repeating: 2, count: 30)])
    #expect(bench.health(1).overruns == 1)
  }

  @Test func `a frame that ends while the former is read is read next`() throws {
    var bench = try bench(fast, nodes: 1)
    bench.transferTime = .milliseconds(3)
    let first = ChipFrame([UInt8](repeating: 1, count: 40), on: fast, from: bench.now)
    bench.air.inject(first)
    bench.stall(for: first.end - bench.now)
    bench.air.inject(ChipFrame([2, 2], on: fast, from: bench.now + .microseconds(10)))
    bench.run(for: .milliseconds(200))
    #expect(bench.received(0) == [first.bytes, [2, 2]])
    #expect(bench.health(0).overruns == 0)
  }

  @Test func `a frame overwritten while it is read is not handed up`() throws {
    var bench = try bench(fast, nodes: 1)
    bench.transferTime = .milliseconds(30)
    let first = ChipFrame([UInt8](repeating: 1, count: 200), on: fast, from: bench.now)
    bench.air.inject(first)
    bench.stall(for: first.end - bench.now)
    let second = [UInt8](repeating: 2, count: 90)
    bench.air.inject(ChipFrame(second, on: fast, from: bench.now + .microseconds(10)))
    bench.run(for: .seconds(2))
    #expect(bench.received(0) == [second])
    #expect(bench.health(0).overruns == 1)
  }

  @Test func `masked flags that are raised nevertheless do no harm`() throws {
    var bench = ChipBench()
    var chip = EmulatedSX1276()
    chip.masksLineOnly = true
    for _ in 0..<2 { _ = bench.add(try SX127xLinkTests.settings(), chip: chip) }
    for node in 0...1 { _ = try bench.obtain(node, .configure(fast)) }
    for byte in 0..<10 as Range<UInt8> {
      _ = try bench.obtain(Int(byte) % 2, .transmit([byte]))
      bench.run(for: .milliseconds(20))
      #expect(try bench.obtain(0, .sense) == .sensed(.clear))
    }
    #expect(bench.received(0).count + bench.received(1).count == 10)
    #expect(bench.health(0).corruptTransfers + bench.health(1).missedEdges == 0)
  }

  @Test func `a register nobody describes that reads otherwise does no harm`() throws {
    var bench = ChipBench()
    var chip = EmulatedSX1276()
    chip.readsUndocumented = false
    for _ in 0..<2 { _ = bench.add(try SX127xLinkTests.settings(), chip: chip) }
    for node in 0...1 { _ = try bench.obtain(node, .configure(fast)) }
    _ = try bench.obtain(0, .transmit([1]))
    bench.run(for: .seconds(100))
    #expect(bench.received(1) == [[1]])
    #expect(bench.health(0).resets == 1)
  }

  @Test func `a line that is high when it is first watched is served`() throws {
    var bench = ChipBench()
    var chip = EmulatedSX1276()
    chip.faults.lostEdges = 1
    _ = bench.add(try SX127xLinkTests.settings(), chip: chip)
    _ = try bench.obtain(0, .configure(fast))
    bench.air.inject(ChipFrame([1], on: fast, from: bench.now))
    bench.run(for: .milliseconds(300))
    #expect(bench.received(0) == [[1]])
  }

  @Test func `a frame without a byte is counted, not handed up`() throws {
    var bench = try bench(fast)
    bench.air.inject(ChipFrame([], on: fast, from: bench.now))
    bench.run(for: .milliseconds(100))
    #expect(bench.received(1) == [])
    #expect(bench.health(1).emptyFrames == 1)
  }

  @Test func `without header the length is fixed on both sides`() throws {
    var channel = fast
    channel.modulation.header = .implicit
    channel.modulation.payloadCRC = .present
    var bench = try bench(channel, fixed: 4)
    _ = try bench.obtain(0, .transmit([1, 2, 3, 4]))
    bench.run(for: .milliseconds(5))
    #expect(bench.received(1) == [[1, 2, 3, 4]])
    #expect(throws: RadioError.refused("frames without header have 4 bytes here, not 3")) {
      try bench.obtain(0, .transmit([1, 2, 3]))
    }
    bench.air.inject(ChipFrame([1, 2, 3], on: channel, from: bench.now))
    bench.run(for: .milliseconds(50))
    #expect(bench.received(1).count == 1)
    #expect(bench.health(1).crcErrors == 1)
  }

  @Test func `the time of a frame is that of its interrupt`() throws {
    var bench = try bench(fast)
    let frame = ChipFrame([1], on: fast, from: bench.now)
    bench.air.inject(frame)
    bench.stall(for: frame.end - bench.now)
    bench.transferTime = .milliseconds(2)
    bench.run(for: .milliseconds(50))
    #expect(bench.frames(1).map(\.at) == [frame.end])
    #expect(bench.frames(1).map(\.channel) == [fast])
  }

  // MARK: - Once

  @Test func `a single reception takes one frame, then the receiver goes on`() throws {
    var bench = try bench(fast)
    let id = bench.ask(1, .receiveOnce(symbols: 200))
    bench.run(for: .milliseconds(10))
    bench.air.inject(ChipFrame([1, 2], on: fast, from: bench.now))
    bench.run(for: .milliseconds(60))
    guard case .success(.received(let frame?))? = bench.nodes[1].answers[id] else {
      Issue.record("nothing received")
      return
    }
    #expect(frame.bytes == [1, 2])
    bench.air.inject(ChipFrame([3], on: fast, from: bench.now))
    bench.run(for: .milliseconds(60))
    #expect(bench.received(1) == [[3]])
    #expect(bench.chip(1).register(0x1F) == 100)
  }

  @Test func `a single reception ends in time when nothing comes`() throws {
    var bench = try bench(fast)
    let start = bench.now
    #expect(try bench.obtain(1, .receiveOnce(symbols: 1_023)) == .received(nil))
    let window = fast.modulation.symbolDuration * 1_023
    #expect(bench.now - start >= window)
    #expect(bench.now - start < window + .milliseconds(20))
    bench.run(for: .milliseconds(20))
    bench.air.inject(ChipFrame([3], on: fast, from: bench.now))
    bench.run(for: .milliseconds(60))
    #expect(bench.received(1) == [[3]])
  }

  // MARK: - Requests

  @Test func `requests that cannot be are refused`() throws {
    var bench = ChipBench()
    let node = bench.add(try SX127xLinkTests.settings())
    #expect(throws: RadioError.notConfigured) { try bench.obtain(node, .transmit([1])) }
    #expect(throws: RadioError.notConfigured) { try bench.obtain(node, .sense) }
    _ = try bench.obtain(node, .configure(fast))
    for count in [0, 256] {
      #expect(throws: RadioError.frameBytes(count, largest: 255)) {
        try bench.obtain(node, .transmit([UInt8](repeating: 0, count: count)))
      }
    }
    _ = bench.ask(node, .transmit([1]))
    #expect(throws: RadioError.stillTransmitting) { try bench.obtain(node, .transmit([1])) }
    #expect(throws: RadioError.stillTransmitting) { try bench.obtain(node, .sense) }
    #expect(throws: RadioError.self) { try bench.obtain(node, .configure(.test(.sf5))) }
    #expect(bench.health(node).resets == 1)
  }

  @Test func `a frame is sent on the channel it was asked for on`() throws {
    var bench = try bench(fast)
    let other = RadioChannel.test(hertz: 869_525_000)
    _ = bench.ask(0, .transmit([1]))
    _ = bench.ask(0, .configure(other))
    bench.run(for: .milliseconds(100))
    _ = try bench.obtain(0, .transmit([2]))
    let sent = bench.air.sent.map { $0.frame }
    #expect(sent.map(\.modulation.bandwidth) == [.kHz500, .kHz125])
    #expect(abs(sent[1].hertz - 869_525_000) < 31)
  }

  @Test func `a frame coming in makes the channel busy and is not lost`() throws {
    var bench = try bench(RadioChannel.test())
    let frame = ChipFrame([UInt8](repeating: 4, count: 60), on: .test(), from: bench.now)
    bench.air.inject(frame)
    bench.run(for: .milliseconds(40))
    #expect(try bench.obtain(0, .sense) == .sensed(.busy))
    bench.run(for: .milliseconds(200))
    #expect(bench.received(0) == [frame.bytes])
  }

  @Test func `who is asked to stay where he is goes on hearing the frame on the air`() throws {
    var bench = try bench(RadioChannel.test())
    bench.air.inject(ChipFrame([UInt8](repeating: 4, count: 60), on: .test(), from: bench.now))
    bench.run(for: .milliseconds(40))
    _ = try bench.obtain(0, .configure(.test()))
    bench.run(for: .milliseconds(200))
    #expect(bench.received(0).count == 1)
  }

  // MARK: - Chance

  @Test func `whatever happens, frames arrive whole, in order and once, and service returns`()
    throws
  {
    let seed = UInt64.random(in: 0 ... .max)
    for round in 0..<40 as Range<UInt64> {
      try live(seed: seed &+ round)
    }
  }

  private func live(seed: UInt64) throws {
    var dice = SplitMix64(seed: seed)
    var bench = ChipBench(seed: seed)
    let hasInterrupt = Bool.random(using: &dice)
    for _ in 0..<2 {
      _ = bench.add(
        try SX127xLinkTests.settings(), hasReset: Bool.random(using: &dice),
        hasInterrupt: hasInterrupt)
    }
    for node in 0...1 { _ = try bench.obtain(node, .configure(fast)) }
    var sent: [[UInt8]] = []
    for serial in 0..<60 as Range<UInt8> {
      harm(&bench, &dice)
      let count = Int.random(in: 2...255, using: &dice)
      let frame = [serial] + (1..<count).map { UInt8(truncatingIfNeeded: $0) ^ serial }
      sent.append(frame)
      _ = try? bench.obtain(0, .transmit(frame))
      bench.run(for: .milliseconds(Int64.random(in: 0...400, using: &dice)))
    }
    for node in 0...1 { bench.with(node) { $0.faults = ChipFaults() } }
    bench.run(for: .seconds(80))
    let comment = Comment(rawValue: "seed \(seed)")
    // A reading corrupted on the wire may damage a frame; what is whole must be in order.
    let whole = bench.received(1).filter { sent.contains($0) }.compactMap(\.first)
    #expect(whole == Array(Set(whole)).sorted(), comment)
    #expect(whole.count > 15, comment)
    #expect(bench.received(1).count - whole.count <= 6, comment)
    _ = try bench.obtain(0, .transmit([200, 1]))
    bench.run(for: .milliseconds(300))
    #expect(bench.received(1).last == [200, 1], comment)
    for node in 0...1 { #expect(bench.faults(node) == bench.recoveries(node), comment) }
  }

  private func harm(_ bench: inout ChipBench, _ dice: inout SplitMix64) {
    guard Int.random(in: 0..<3, using: &dice) == 0 else { return }
    let now = bench.now
    let delay = Int.random(in: 0..<30, using: &dice)
    let kind = Int.random(in: 0..<8, using: &dice)
    bench.with(Int.random(in: 0...1, using: &dice)) { chip in
      chip.faults.delay = delay
      switch kind {
      case 0: chip.brownOut(at: now)
      case 1: chip.faults.lostEdges = 2
      case 2: chip.faults.endlessTransmissions = 1
      case 3: chip.faults.corruptReads = 1
      case 4: chip.faults.corruptWrites = 1
      case 5: chip.faults.failingTransfers = 1
      case 6: chip.faults.ignoredModes = 3
      default: chip.faults.isLineStuck.toggle()
      }
    }
  }
}
