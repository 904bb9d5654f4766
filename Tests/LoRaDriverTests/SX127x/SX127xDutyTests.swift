// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import LoRaDriver
import LoRaPHY
import Testing

/// What a driver for months of service must get right, a test for each.
@Suite struct SX127xDutyTests {
  private let channel = RadioChannel.test()

  private func checked(_ factor: SpreadingFactor = .sf7) -> RadioChannel {
    var channel = RadioChannel.test(factor)
    channel.modulation.payloadCRC = .present
    return channel
  }

  /// A listening driver.
  private func bench(
    _ channel: RadioChannel, _ settings: SX127xSettings? = nil, hasReset: Bool = true,
    hasInterrupt: Bool = true
  ) throws -> ChipBench {
    var bench = ChipBench()
    let node = bench.add(
      try settings ?? SX127xLinkTests.settings(), hasReset: hasReset, hasInterrupt: hasInterrupt)
    _ = try bench.obtain(node, .configure(channel))
    return bench
  }

  private func value(_ bench: ChipBench, _ address: Int) -> UInt8 {
    bench.chip(0).register(address)
  }

  @Test func `01 a frame without the CRC that the channel has is dropped and counted`() throws {
    var bench = try bench(checked())
    bench.air.inject(ChipFrame([1, 2, 3], on: channel, from: bench.now))
    bench.run(for: .milliseconds(200))
    bench.air.inject(ChipFrame([4, 5, 6], on: checked(), from: bench.now))
    bench.run(for: .milliseconds(200))
    #expect(bench.received(0) == [[4, 5, 6]])
    #expect(bench.health(0).crcAbsent == 1)
    #expect(bench.health(0).crcErrors == 0)
  }

  @Test func `01 a frame with a wrong CRC is dropped and counted`() throws {
    var bench = try bench(checked())
    var frame = ChipFrame([1, 2, 3], on: checked(), from: bench.now)
    frame.isDamaged = true
    bench.air.inject(frame)
    bench.run(for: .milliseconds(200))
    #expect(bench.received(0) == [])
    #expect(bench.health(0).crcErrors == 1)
  }

  @Test func `02 the RSSI offset changes at 525 MHz`() throws {
    for (hertz, expected) in [(865_200_000, -157), (868_100_000, -157), (433_500_000, -164)]
      as [(UInt32, Double)]
    {
      var bench = try bench(.test(hertz: hertz))
      bench.run(for: .milliseconds(300))
      // The emulated register of the channel reads 40.
      #expect(bench.health(0).channelRSSI?.dBm == expected + 40)
    }
  }

  @Test func `03 the RSSI of a frame has its slope above noise and the SNR below`() throws {
    let above = SX127xLevels.snr(20)
    #expect(above.decibels == 5)
    #expect(SX127xLevels.rssi(packet: 75, snr: above, port: .high).dBm == -77)
    #expect(SX127xLevels.rssi(packet: 75, snr: above, port: .low).dBm == -84)
    let below = SX127xLevels.snr(0xD8)
    #expect(below.decibels == -10)
    #expect(SX127xLevels.rssi(packet: 40, snr: below, port: .high).dBm == -127)
    for (snr, rssi) in [(9.5, -80.0), (-6.25, -121)] {
      var bench = try bench(channel)
      var frame = ChipFrame([1], on: channel, from: bench.now)
      (frame.snr, frame.rssi) = (SNR(decibels: snr), RSSI(dBm: rssi))
      bench.air.inject(frame)
      bench.run(for: .milliseconds(100))
      let received = try #require(bench.frames(0).first)
      #expect(received.snr.decibels == snr)
      #expect(abs(received.rssi.dBm - rssi) <= 0.6)
    }
  }

  @Test func `04 low data rate optimisation begins just above 16 ms`() throws {
    for bandwidth in Bandwidth.allCases {
      for factor in SpreadingFactor.allCases where factor > .sf6 {
        let settings = try SX127xLinkTests.settings()
        let channel = RadioChannel.test(factor, bandwidth: bandwidth)
        let image = try SX127xImage(channel: channel, settings: settings)
        let writes = image.channelImage
        let isOn = writes.first { $0.register.rawValue == 0x26 }.map { $0.bytes[0] & 0x08 != 0 }
        // The symbol in microseconds, from the divider of 500 kHz.
        let symbol =
          (1 << factor.rawValue) * 2
          * [64, 48, 32, 24, 16, 12, 8, 4, 2, 1][
            Bandwidth.allCases.firstIndex(of: bandwidth) ?? 0]
        #expect(isOn == (symbol > 16_000), "\(factor) \(bandwidth)")
      }
    }
    for (factor, bandwidth) in [
      (SpreadingFactor.sf10, Bandwidth.kHz62_5), (.sf11, .kHz125), (.sf12, .kHz250),
    ] {
      let bench = try bench(.test(factor, bandwidth: bandwidth))
      #expect(value(bench, 0x26) == 0x0C)
    }
  }

  @Test func `05 erratum 2.1 is set at 500 kHz and undone elsewhere`() throws {
    var bench = try bench(.test(bandwidth: .kHz500))
    #expect([value(bench, 0x36), value(bench, 0x3A)] == [0x02, 0x64])
    _ = try bench.obtain(0, .configure(channel))
    #expect(value(bench, 0x36) == 0x03)
    _ = try bench.obtain(0, .configure(.test(bandwidth: .kHz500, hertz: 433_500_000)))
    #expect([value(bench, 0x36), value(bench, 0x3A)] == [0x02, 0x7F])
    _ = try bench.obtain(0, .configure(.test(bandwidth: .kHz250, hertz: 433_500_000)))
    #expect(value(bench, 0x36) == 0x03)
  }

  @Test func `06 erratum 2.3 shifts narrow receivers once, and never transmitters`() throws {
    for (bandwidth, frequency, shift) in [
      (.kHz7_8, 0x48, 7_810), (.kHz10_4, 0x44, 10_420), (.kHz15_6, 0x44, 15_620),
      (.kHz20_8, 0x44, 20_830), (.kHz31_25, 0x44, 31_250), (.kHz41_7, 0x44, 41_670),
      (.kHz62_5, 0x40, 0), (.kHz125, 0x40, 0), (.kHz250, 0x40, 0),
    ] as [(Bandwidth, UInt8, Double)] {
      let channel = RadioChannel.test(bandwidth: bandwidth)
      var bench = try bench(channel)
      for _ in 0..<3 { _ = try bench.obtain(0, .transmit([1])) }
      bench.run(for: .milliseconds(50))
      #expect(value(bench, 0x31) == 0x43)
      #expect([value(bench, 0x2F), value(bench, 0x30)] == [frequency, 0x00])
      #expect(abs(bench.chip(0).carrier - 868_100_000 - shift) < 31)
      #expect(abs(bench.chip(0).listeningCarrier - 868_100_000) < 31)
      #expect(bench.air.sent.allSatisfy { abs($0.frame.hertz - 868_100_000) < 31 })
      #expect(bench.air.sent.count == 3)
    }
    let bench = try bench(.test(bandwidth: .kHz500))
    #expect(value(bench, 0x31) == 0xC3)
  }

  @Test func `07 the receiver is calibrated at its frequency before LoRa`() throws {
    var bench = try bench(channel)
    let first = try #require(bench.chip(0).calibrations.first)
    #expect(bench.chip(0).calibrations.count == 1)
    #expect(abs(first.hertz - 868_100_000) < 31)
    #expect(first.paConfig == 0)
    _ = try bench.obtain(0, .configure(.test(hertz: 869_525_000)))
    #expect(bench.chip(0).calibrations.count == 1)
    _ = try bench.obtain(0, .configure(.test(hertz: 433_500_000)))
    #expect(bench.chip(0).calibrations.map { $0.hertz / 1_000_000 } == [868, 433])
  }

  @Test func `08 a frame that never ends is given up: full restart, airtime charged`() throws {
    var bench = try bench(channel)
    _ = bench.add(try SX127xLinkTests.settings())
    _ = try bench.obtain(1, .configure(channel))
    let airtime = channel.modulation.timeOnAir(payloadBytes: 100)
    bench.with(0) { $0.faults.endlessTransmissions = 1 }
    let start = bench.now
    let frame = [UInt8](repeating: 1, count: 100)
    #expect(throws: RadioError.noAnswer) { try bench.obtain(0, .transmit(frame)) }
    #expect(bench.now - start < airtime * 1.5 + .milliseconds(150))
    #expect(bench.health(0).airtime == airtime)
    bench.run(for: .milliseconds(100))
    #expect(bench.recoveries(0) == 1)
    #expect(bench.chip(0).resets == 2)
    #expect(bench.chip(0).calibrations.count == 2)
    #expect(try bench.obtain(0, .transmit([9])) == .transmitted)
    bench.run(for: .milliseconds(10))
    #expect(bench.received(1).suffix(1) == [[9]])
    #expect(bench.health(0).deadlinesMissed == 1)
  }

  @Test func `09 stale flags are cleared before DIO0 gets another meaning`() throws {
    var bench = try bench(channel)
    bench.with(0) { $0.journal = [] }
    _ = try bench.obtain(0, .transmit([1]))
    _ = try bench.obtain(0, .sense)
    bench.run(for: .milliseconds(20))
    let journal = try #require(bench.chip(0).journal)
    let maps = journal.indices.filter { journal[$0][0] == 0x40 }
    #expect(maps.map { journal[$0][1] } == [0x40, 0x00, 0x80, 0x00])
    for map in maps {
      let before = journal[..<map].lastIndex { $0[0] == 0x12 || $0[0] == 0x01 }
      #expect(before.map { journal[$0] } == [0x12, 0xFF])
    }
  }

  @Test func `10 a lost edge is made up for by looking`() throws {
    var bench = try bench(channel)
    bench.with(0) { $0.faults.lostEdges = 1 }
    let start = bench.now
    bench.air.inject(ChipFrame([1, 2], on: channel, from: bench.now))
    while bench.received(0).isEmpty, bench.now - start < .seconds(1) {
      bench.run(for: .milliseconds(5))
    }
    #expect(bench.now - start < .milliseconds(320))
    #expect(bench.received(0) == [[1, 2]])
    #expect(bench.health(0).missedEdges == 1)
    // The line fell: the next frame raises it again.
    bench.air.inject(ChipFrame([3], on: channel, from: bench.now))
    bench.run(for: .milliseconds(50))
    #expect(bench.received(0) == [[1, 2], [3]])
    #expect(bench.health(0).missedEdges == 1)
  }

  @Test func `11 a search gives what the flags say, in time, whatever the pin does`() throws {
    let slow = RadioChannel.test(.sf10)
    for lost in [0, 1] {
      var bench = try bench(slow)
      #expect(try bench.obtain(0, .sense) == .sensed(.clear))
      // Begun while the chip does not listen, so that the receiver is not at it already.
      _ = try bench.obtain(0, .transmit([1]))
      bench.air.inject(
        ChipFrame([UInt8](repeating: 1, count: 50), on: slow, from: bench.now - .microseconds(1)))
      bench.with(0) { $0.faults.lostEdges = lost }
      let start = bench.now
      #expect(try bench.obtain(0, .sense) == .sensed(.busy))
      #expect(bench.now - start < slow.modulation.symbolDuration * 4 + .milliseconds(20))
      #expect(bench.health(0).missedEdges == lost)
    }
  }

  @Test func `12 modules with PA_BOOST only use it at all powers`() throws {
    for power in 2...20 {
      var bench = try bench(channel, SX127xLinkTests.settings(power))
      bench.with(0) { $0.journal = [] }
      _ = try bench.obtain(0, .transmit([1]))
      let journal = try #require(bench.chip(0).journal)
      let config = try #require(journal.first { $0[0] == 0x09 })
      #expect(config[1] & 0x80 != 0)
      let dac = journal.filter { $0[0] == 0x4D }.map { $0[1] }
      #expect(dac.first == (power > 17 ? 0x87 : 0x84))
      bench.run(for: .milliseconds(20))
      #expect(value(bench, 0x4D) == 0x84)
    }
  }

  @Test(arguments: [false, true])
  func `13 without any DIO all works by looking`(hasReset: Bool) throws {
    var bench = ChipBench()
    for _ in 0..<2 {
      _ = bench.add(try SX127xLinkTests.settings(), hasReset: hasReset, hasInterrupt: false)
    }
    for node in 0...1 { _ = try bench.obtain(node, .configure(channel)) }
    for byte in 0..<20 as Range<UInt8> {
      #expect(try bench.obtain(Int(byte) % 2, .transmit([byte])) == .transmitted)
      bench.run(for: .milliseconds(30))
    }
    #expect(bench.received(1).count == 10)
    #expect(bench.received(0).count == 10)
    #expect(try bench.obtain(0, .sense) == .sensed(.clear))
    #expect(try bench.obtain(0, .receiveOnce(symbols: 50)) == .received(nil))
    #expect(bench.health(0).missedEdges == 0)
  }

  @Test func `14 the receiver follows a peer that is off the frequency`() throws {
    for offset in [14_000.0, -14_000] {
      var bench = try bench(channel, SX127xLinkTests.settings(correction: .receiver))
      for _ in 0..<8 {
        bench.air.inject(ChipFrame([1], on: channel, from: bench.now, offsetHertz: offset))
        bench.run(for: .milliseconds(100))
      }
      #expect(bench.received(0).count == 8)
      #expect(abs(Double(bench.health(0).correctionHertz) - offset) < 200)
      #expect(abs(bench.chip(0).listeningCarrier - 868_100_000 - offset) < 200)
      #expect(abs(bench.health(0).frequencyErrorHertz ?? .max) < 200)
      _ = try bench.obtain(0, .transmit([1]))
      let sent = try #require(bench.air.sent.last)
      #expect(abs(sent.frame.hertz - 868_100_000) < 31)
    }
  }

  @Test func `15 what is written is read back, and a corrupt byte on the wire is mended`() throws {
    for delay in 0..<60 {
      var bench = ChipBench()
      for _ in 0..<2 { _ = bench.add(try SX127xLinkTests.settings()) }
      _ = try bench.obtain(1, .configure(channel))
      bench.with(0) {
        $0.faults.corruptWrites = 1
        $0.faults.delay = delay
      }
      // A corrupt mode or reset may make it start again; in the end all is right.
      _ = try? bench.obtain(0, .configure(channel))
      bench.run(for: .seconds(1))
      let frame = (0..<200).map { UInt8($0) }
      if (try? bench.obtain(0, .transmit(frame))) == nil {
        bench.run(for: .seconds(1))
        _ = try bench.obtain(0, .transmit(frame))
      }
      bench.run(for: .milliseconds(10))
      #expect(bench.received(1) == [frame], "write \(delay)")
      #expect(value(bench, 0x39) == 0x12)
    }
  }
}
