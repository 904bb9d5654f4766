// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedModems
import LoRaDriver
import LoRaPHY
import Testing

struct MeshCoreModemTests {
  private let channel = RadioChannel.test()

  private func bench() -> ModemBench {
    ModemBench(MeshCoreModem(powerDBm: 14), EmulatedMeshCoreModem())
  }

  private func tuned() -> ModemBench {
    var bench = bench()
    bench.plugIn()
    #expect(bench.ask(.configure(channel)) == .success(.done))
    return bench
  }

  private func frame(_ bytes: [UInt8], snr: Double = 5) -> ReceivedFrame {
    ReceivedFrame(
      bytes: bytes, snr: SNR(decibels: snr), rssi: RSSI(dBm: -100), channel: channel, at: .zero)
  }

  // MARK: - Settings

  @Test func `it is told to send at once, and where`() throws {
    var bench = bench()
    bench.firmware.faults.startTime = .seconds(2)
    bench.plugIn()
    #expect(bench.ask(.configure(channel)) == .success(.done))
    let firmware = try #require(bench.firmware as? EmulatedMeshCoreModem)
    #expect(firmware.transmitDelay == 0)
    #expect(firmware.isFullDuplex)
    #expect(bench.channel?.frequency == channel.frequency)
    #expect(bench.channel?.modulation.spreadingFactor == .sf7)
    #expect(bench.troubles.isEmpty)
  }

  @Test(arguments: [
    // The last byte of the answer: coding rate, power, airtime in ms.
    (UInt8(0x8B), UInt8(8), "4/8"), (0x8C, 10, "10 dBm, 14 dBm asked"), (0x8F, 1, "accounted"),
  ])
  func `a wrong value in force is refused, with both values`(
    code: UInt8, value: UInt8, part: String
  ) {
    var bench = bench()
    bench.firmware.faults.wrongEcho = (code, value)
    bench.plugIn()
    guard case .failure(.refused(let reason))? = bench.ask(.configure(channel)) else {
      Issue.record("taken")
      return
    }
    #expect(reason.contains(part))
    #expect(bench.ask(.transmit([1])) == .failure(.notConfigured))
    bench.firmware.faults.wrongEcho = nil
    #expect(bench.ask(.configure(channel)) == .success(.done))
  }

  @Test func `other firmware is named`() {
    for babble in [nil, Array("ERROR\r\n".utf8)] as [[UInt8]?] {
      var other = bench()
      other.firmware.faults.babble = babble ?? []
      other.plugIn()
      guard case .failure(.refused(let reason))? = other.ask(.configure(channel)) else {
        Issue.record("taken")
        return
      }
      #expect(reason.contains(babble == nil ? "modem answers" : "another firmware"))
      #expect(other.reopenings.count == 1)
    }
  }

  // MARK: - Frames

  @Test func `a frame counts as sent when the modem says so`() throws {
    var bench = tuned()
    for bytes in [1, 255] {
      #expect(bench.ask(.transmit([UInt8](repeating: 0xDB, count: bytes))) == .success(.done))
      let left = try #require(bench.sent.last)
      #expect(left.bytes == [UInt8](repeating: 0xDB, count: bytes))
      #expect(bench.now == left.at)
    }
  }

  @Test func `256 bytes are refused by us, not lost in the modem`() throws {
    var bench = tuned()
    let answer = bench.ask(.transmit([UInt8](repeating: 1, count: 256)))
    #expect(answer == .failure(.frameBytes(256, largest: 255)))
    #expect(try #require(bench.firmware as? EmulatedMeshCoreModem).dropped == 0)
  }

  @Test func `a lost report of the end fails the frame in bounded time, and is healed`() {
    var bench = tuned()
    bench.firmware.faults.lostDones = 1
    let start = bench.now
    #expect(bench.ask(.transmit([1])) == .failure(.noAnswer))
    #expect(bench.now - start < .seconds(2))
    bench.wait(.seconds(5))
    #expect(bench.troubles == [.fault(.noAnswer), .recovered])
    #expect(bench.ask(.transmit([1])) == .success(.done))
  }

  @Test func `a busy transmitter fails its frame only`() {
    var bench = tuned()
    bench.firmware.faults.busyAnswers = 1
    #expect(bench.ask(.transmit([1])) == .failure(.stillTransmitting))
    #expect(bench.ask(.transmit([1])) == .success(.done))
    #expect(bench.troubles.isEmpty)
  }

  @Test func `the modem tells whether the channel is in use`() {
    var bench = tuned()
    #expect(bench.ask(.sense) == .success(.sensed(.clear)))
    bench.firmware.faults.wrongEcho = (0x8E, 1)
    #expect(bench.ask(.sense) == .success(.sensed(.busy)))
  }

  @Test(arguments: [-16, -9.25, 7.5], [1, 2, .max])
  func `a frame is handed up with the signal report after it`(snr: Double, piece: Int) {
    var bench = tuned()
    bench.pieceBytes = piece
    bench.hear(frame([0xC0, 1], snr: snr))
    #expect(bench.received.map(\.bytes) == [[0xC0, 1]])
    #expect(bench.received.map(\.snr.decibels) == [snr])
    #expect(bench.received.map(\.rssi.dBm) == [-100])
  }

  @Test func `a lost signal report delays its frame by a moment, and mixes no reports up`() {
    var bench = tuned()
    bench.firmware.faults.lostSignals = 2
    bench.hear(frame([1]))
    #expect(bench.received.isEmpty)
    bench.hear(frame([2]))
    #expect(bench.received.map(\.bytes) == [[1]])
    bench.wait(.milliseconds(150))
    bench.hear(frame([3], snr: 3))
    #expect(bench.received.map(\.bytes) == [[1], [2], [3]])
    // As low as SF7 can be heard, when nobody says better.
    #expect(bench.received.map(\.snr.decibels) == [-7.5, -7.5, 3])
  }

  // MARK: - Faults

  @Test func `a modem that starts anew is found by the checkup, and tuned again`() {
    var bench = tuned()
    bench.resetFirmware()
    #expect(bench.channel?.modulation.spreadingFactor == .sf11)
    bench.wait(.seconds(30))
    #expect(bench.troubles.count == 2 && bench.troubles.last == .recovered)
    #expect(bench.channel?.modulation.spreadingFactor == .sf7)
  }

  @Test func `a reset in the middle of a frame is told, and healed`() {
    var bench = tuned()
    bench.firmware.faults.resetsInTransmission = 1
    #expect(bench.ask(.transmit([1])) == .failure(.noAnswer))
    bench.wait(.seconds(5))
    #expect(bench.troubles.last == .recovered)
    #expect(bench.channel?.modulation.spreadingFactor == .sf7)
    #expect(bench.ask(.transmit([1])) == .success(.done))
  }
}
