// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import LoRaDriver
import LoRaPHY
import Testing

/// What goes wrong with an SX126x and its wires, one thing at a time.
@Suite struct SX126xFaultTests {
  private let channel: RadioChannel = {
    var channel = RadioChannel.test(bandwidth: .kHz500)
    channel.modulation.payloadCRC = .present
    return channel
  }()

  /// A chip that listens, with nobody else on the air.
  private func listening(hasReset: Bool = true) throws -> (bench: ChipBench, node: Int) {
    var bench = ChipBench()
    let settings = try SX126xSettings(variant: .sx1262, powerDBm: 14, oscillator: .volts1_8)
    let node = bench.add(settings, hasReset: hasReset)
    _ = try bench.obtain(node, .configure(channel))
    return (bench, node)
  }

  @Test func `two readings without the chip's status start it anew`() throws {
    var (bench, node) = try listening()
    bench.withAny(node) { $0.faults.corruptReads = 2 }
    bench.run(for: .seconds(2))
    #expect(bench.health(node).lostRegisters == 1)
    #expect(bench.recoveries(node) == 1)
    bench.withAny(node) { $0.faults.corruptReads = 1 }
    bench.run(for: .seconds(2))
    #expect(bench.health(node).lostRegisters == 1)
  }

  @Test func `a corrupt writing, at any point of a frame, sends no other frame`() throws {
    var (bench, node) = try listening()
    let frame = (0..<40).map { UInt8($0) }
    for delay in 0..<25 {
      bench.withAny(node) {
        $0.faults.delay = delay
        $0.faults.corruptWrites = 1
      }
      _ = try? bench.obtain(node, .transmit(frame))
      bench.run(for: .seconds(2))
    }
    bench.withAny(node) { $0.faults = ChipFaults() }
    #expect(bench.health(node).corruptTransfers > 1)
    #expect(
      bench.air.sent.filter { $0.frame.bytes.count == 40 }.allSatisfy { $0.frame.bytes == frame })
    #expect(try bench.obtain(node, .transmit(frame)) == .transmitted)
  }

  @Test func `a register that never keeps what is written is told by its number`() throws {
    var bench = ChipBench()
    var chip = EmulatedSX1262()
    chip.faults.corruptWrites = 1_000
    // The first writings have no answer that could be compared.
    let settings = try SX126xSettings(variant: .sx1262, powerDBm: 14, oscillator: .volts1_8)
    let node = bench.add(settings, chip: chip)
    #expect {
      try bench.obtain(node, .configure(channel))
    } throws: { "\($0)".contains("does not keep what is written") || "\($0)".contains("standby") }
    bench.withAny(node) { $0.faults = ChipFaults() }
    bench.run(for: .seconds(30))
    #expect(try bench.obtain(node, .transmit([1])) == .transmitted)
  }

  @Test(
    arguments: [[0x0D, 0x08, 0xAC, 0x94], [0x0D, 0x07, 0x40, 0x34], [0x8A, 0x00]] as [[UInt8]])
  func `settings that change in idle are found by the self-check`(command: [UInt8]) throws {
    var (bench, node) = try listening()
    let now = bench.now
    bench.withAny(node) { _ = $0.transfer(command, at: now) }
    bench.run(for: .seconds(70))
    #expect(bench.health(node).lostRegisters == 1)
    #expect(bench.recoveries(node) == 1)
    #expect(bench.sx1262(node).registers[0x08AC] == 0x96)
  }

  @Test func `a chip that does not come to standby is told with its status`() throws {
    var (bench, node) = try listening(hasReset: false)
    bench.withAny(node) {
      $0.faults.ignoredModes = 100_000
      $0.faults.failingTransfers = 1
    }
    bench.run(for: .seconds(20))
    #expect {
      try bench.obtain(node, .transmit([1]))
    } throws: { "\($0)".contains("does not come to standby (status") }
    bench.withAny(node) { $0.faults.ignoredModes = 0 }
    bench.run(for: .seconds(30))
    #expect(try bench.obtain(node, .transmit([1])) == .transmitted)
  }

  @Test func `a frame coming in makes the channel busy and is not lost`() throws {
    var (bench, node) = try listening()
    let frame = [UInt8](repeating: 5, count: 200)
    bench.air.inject(ChipFrame(frame, on: channel, from: bench.now))
    bench.run(for: .milliseconds(20))
    #expect(try bench.obtain(node, .sense) == .sensed(.busy))
    bench.run(for: .milliseconds(300))
    #expect(bench.received(node) == [frame])
    #expect(try bench.obtain(node, .sense) == .sensed(.clear))
  }

  @Test func `damaged frames and those without a byte are counted, not handed up`() throws {
    var (bench, node) = try listening()
    var damaged = ChipFrame([1, 2, 3], on: channel, from: bench.now)
    damaged.isDamaged = true
    bench.air.inject(damaged)
    bench.run(for: .milliseconds(100))
    #expect(bench.health(node).crcErrors == 1)
    bench.air.inject(ChipFrame([], on: channel, from: bench.now))
    bench.run(for: .milliseconds(100))
    #expect(bench.health(node).emptyFrames == 1)
    let id = bench.ask(node, .receiveOnce(symbols: 400))
    bench.run(for: .milliseconds(5))
    bench.air.inject(ChipFrame([], on: channel, from: bench.now))
    bench.run(for: .milliseconds(100))
    #expect(bench.nodes[node].answers[id] == .success(.received(nil)))
    let next = bench.ask(node, .receiveOnce(symbols: 400))
    bench.run(for: .milliseconds(5))
    damaged.start = bench.now
    damaged.end = damaged.start + channel.modulation.timeOnAir(payloadBytes: 3)
    bench.air.inject(damaged)
    bench.run(for: .milliseconds(100))
    #expect(bench.nodes[node].answers[next] == .success(.received(nil)))
    #expect(bench.received(node).isEmpty)
    #expect(bench.health(node).resets == 1)
  }

  @Test func `the image is calibrated again more than ten megahertz away, and no nearer`() throws {
    var (bench, node) = try listening()
    let before = bench.sx1262(node).calibrations.count
    for (hertz, more) in [(869_000_000, 0), (915_000_000, 1), (916_000_000, 1), (868_000_000, 2)] {
      var other = channel
      other.frequency = Frequency(hertz: UInt32(hertz))
      #expect(try bench.obtain(node, .configure(other)) == .tuned)
      bench.run(for: .milliseconds(20))
      #expect(bench.sx1262(node).calibrations.count - before == more, "\(hertz) Hz")
    }
    #expect(bench.sx1262(node).calibrations.suffix(2) == [[0xE1, 0xE9], [0xD7, 0xDB]])
  }
}
