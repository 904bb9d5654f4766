// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedModems
import LoRaDriver
import LoRaPHY
import Testing

/// Bursts in the queue of an RNode, in virtual time.
struct RNodeBurstTests {
  /// DIFS of two slots and 14 slots of 24 ms.
  private static let listening = Duration.milliseconds(16 * 24)

  private static let channel = RadioChannel.test()

  private static func airtime(_ channel: RadioChannel, _ bytes: Int) -> Duration {
    var modulation = channel.modulation
    modulation.preamble = .rnode
    modulation.payloadCRC = .present
    return modulation.timeOnAir(payloadBytes: bytes)
  }

  /// A modem that is tuned, and whose firmware has told statistics.
  private static func tuned(
    _ channel: RadioChannel = channel, seed: UInt64 = 3, _ faults: ModemFaults = ModemFaults()
  ) -> ModemBench {
    var firmware = EmulatedRNode(seed: seed)
    firmware.faults = faults
    let settings = RNodeSettings(powerDBm: 14, legalPartsPerMillion: nil)
    var bench = ModemBench(RNodeModem(settings), firmware)
    bench.plugIn()
    #expect(bench.ask(.configure(channel)) == .success(.done))
    bench.wait(.seconds(2))
    return bench
  }

  /// Sends a burst as a station does: each frame as soon as the one before is answered.
  private static func send(
    _ count: Int, of bytes: Int, on bench: inout ModemBench, last: FrameFollower = .nothing
  ) {
    for number in 0..<count {
      let frame = [UInt8(truncatingIfNeeded: number)] + [UInt8](repeating: 7, count: bytes - 1)
      let answer = bench.ask(.transmit(frame, before: number < count - 1 ? .frame : last))
      #expect(answer == .success(.done), "frame \(number)")
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `a burst leaves in order, and listens only now and then`(seed: UInt64) throws {
    var bench = Self.tuned(seed: seed)
    let start = bench.now
    Self.send(40, of: 255, on: &bench)
    #expect(bench.sent.map { Int($0.bytes[0]) } == Array(0..<40))
    #expect(bench.now == bench.sent.last?.at)
    let dead = bench.now - start - Self.airtime(Self.channel, 255) * 40
    // One by one it would listen 40 times, 0.2 s each on average.
    #expect(dead < Self.listening * 6, "\(dead)")
  }

  /// Statistics that never come cost at most what was in the modem besides.
  @Test(arguments: 1...20 as ClosedRange<UInt64>, [0, 2])
  func `the end of a burst is never told early, nor later than one listening`(
    seed: UInt64, mostLost: Int
  ) throws {
    var random = SplitMix64(seed: seed)
    var bench = Self.tuned(seed: seed)
    let late = Self.listening + .milliseconds(60) + (mostLost > 0 ? .seconds(5) : .zero)
    for _ in 0..<20 {
      bench.firmware.faults.lostDones = Int.random(in: 0...mostLost, using: &random)
      let before = bench.sent.count
      let count = Int.random(in: 1...12, using: &random)
      Self.send(count, of: Int.random(in: 1...255, using: &random), on: &bench)
      #expect(bench.sent.count == before + count, "seed \(seed)")
      let left = try #require(bench.sent.last)
      #expect(bench.now - left.at <= late, "seed \(seed)")
      bench.wait(.milliseconds(Int.random(in: 0...3_000, using: &random)))
    }
  }

  @Test func `no more than four seconds of airtime wait in the modem`() throws {
    for factor in [SpreadingFactor.sf7, .sf9, .sf12] {
      let channel = RadioChannel.test(factor)
      let airtime = Self.airtime(channel, 255)
      var bench = Self.tuned(channel)
      for number in 0..<30 as Range<UInt8> {
        let frame = [number] + [UInt8](repeating: 1, count: 254)
        #expect(bench.ask(.transmit(frame, before: .frame)) == .success(.done))
        let waiting = airtime * (Int(number) + 1 - bench.sent.count)
        #expect(waiting < .seconds(4) + airtime, "\(factor): \(waiting)")
      }
    }
  }

  @Test func `where the firmware sends one frame a listening, none waits in it`() {
    let channel = RadioChannel.test(bandwidth: .kHz500)
    var bench = Self.tuned(channel)
    for number in 1...10 {
      #expect(bench.ask(.transmit([1, 2, 3], before: .frame)) == .success(.done))
      #expect(bench.sent.count == number)
    }
  }

  @Test func `firmware that tells no statistics gets one frame at a time`() {
    var firmware = EmulatedRNode(seed: 3)
    firmware.faults.lostDones = .max
    firmware.faults.isWithoutStatistics = true
    var bench = ModemBench(
      RNodeModem(RNodeSettings(powerDBm: 14, legalPartsPerMillion: nil)), firmware)
    bench.plugIn()
    #expect(bench.ask(.configure(Self.channel)) == .success(.done))
    bench.wait(.seconds(5))
    for number in 1...10 {
      #expect(bench.ask(.transmit([1, 2, 3], before: .frame)) == .success(.done))
      #expect(bench.sent.count == number)
    }
  }

  @Test func `another channel waits for the end of the burst`() {
    var bench = Self.tuned()
    Self.send(8, of: 100, on: &bench, last: .frame)
    #expect(bench.sent.count < 8)
    var other = Self.channel
    other.modulation.spreadingFactor = .sf9
    #expect(bench.ask(.configure(other)) == .success(.done))
    #expect(bench.sent.count == 8)
    #expect(bench.channel?.modulation.spreadingFactor == .sf9)
  }

  @Test func `lost confirmations hold a burst up, and lose none of its frames`() {
    var bench = Self.tuned()
    for number in 0..<20 as Range<UInt8> {
      bench.firmware.faults.lostAnswers = number % 3 == 0 ? 1 : 0
      #expect(bench.ask(.transmit([number], before: .frame)) == .success(.done))
    }
    bench.firmware.faults.lostAnswers = 0
    #expect(bench.ask(.transmit([20])) == .success(.done))
    #expect(bench.sent.map(\.bytes) == (0...20).map { [$0] })
  }

  @Test func `a reset in a burst is told, and the next one leaves whole`() {
    var bench = Self.tuned()
    Self.send(4, of: 200, on: &bench, last: .frame)
    bench.firmware.faults.resetsInTransmission = 1
    let answer = bench.ask(.transmit([9], before: .nothing))
    guard case .failure(.interrupted)? = answer else {
      Issue.record("\(String(describing: answer))")
      return
    }
    bench.wait(.seconds(10))
    #expect(bench.troubles.last == .recovered)
    let before = bench.sent.count
    Self.send(10, of: 200, on: &bench)
    #expect(bench.sent.count == before + 10)
  }

  @Test func `unplugged with frames in the modem, what is asked next is answered once`() {
    for bytes in stride(from: 1, to: 900, by: 37) {
      var bench = Self.tuned()
      let before = bench.answers.count
      bench.bytesLeft = bytes
      var asked = 0
      while bench.isOpen, asked < 20 {
        asked += 1
        _ = bench.ask(.transmit([UInt8](repeating: 3, count: 60), before: .frame))
      }
      bench.unplug()
      #expect(bench.answers.count == before + asked, "after \(bytes) bytes")
      bench.plugIn()
      bench.wait(.seconds(5))
      #expect(bench.troubles.last == .recovered, "after \(bytes) bytes")
      Self.send(5, of: 60, on: &bench)
    }
  }
}
