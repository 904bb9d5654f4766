// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedModems
import LoRaDriver
import LoRaPHY
import Testing

struct RNodeModemTests {
  private let channel = RadioChannel.test()
  private let settings = RNodeSettings(powerDBm: 14, legalPartsPerMillion: 100_000)

  private func bench(_ change: (inout EmulatedRNode) -> Void = { _ in }) -> ModemBench {
    var firmware = EmulatedRNode(seed: 3)
    change(&firmware)
    return ModemBench(RNodeModem(settings), firmware)
  }

  private func tuned() -> ModemBench {
    var bench = bench()
    bench.plugIn()
    #expect(bench.ask(.configure(channel)) == .success(.done))
    return bench
  }

  // MARK: - Settings

  @Test func `all settings are in force before it is said to be tuned`() throws {
    var bench = bench { $0.faults.startTime = .seconds(2) }
    bench.plugIn()
    #expect(bench.ask(.configure(channel)) == .success(.done))
    let found = try #require(bench.channel)
    #expect(found.frequency == channel.frequency)
    #expect(found.modulation.spreadingFactor == channel.modulation.spreadingFactor)
    #expect(found.modulation.bandwidth == channel.modulation.bandwidth)
    let firmware = try #require(bench.firmware as? EmulatedRNode)
    #expect(firmware.settings[0x03] == [14])
    #expect(firmware.settings[0x0E] == [1])
    // 10 % and a tenth more; no limit over 15 s, or bursts would be cut.
    #expect(firmware.settings[0x0C] == [0x04, 0x4C])
    #expect(firmware.settings[0x0B] == [0, 0])
    #expect(bench.troubles.isEmpty)
  }

  @Test(arguments: [
    (UInt8(0x03), UInt8(13), "13 dBm in force"), (0x04, 9, "SF9"), (0x05, 8, "4/8"),
    (0x06, 0, "does not start"), (0x01, 0x00, "Hz asked"), (0x0E, 0, "promiscuous"),
  ])
  func `a wrong echo is refused, with both values`(
    code: UInt8, value: UInt8, part: String
  ) throws {
    var bench = bench { firmware in
      firmware.faults.wrongEcho = (code, value)
    }
    bench.plugIn()
    guard case .failure(.refused(let reason))? = bench.ask(.configure(channel)) else {
      Issue.record("taken")
      return
    }
    #expect(reason.contains(part))
    #expect(bench.ask(.transmit([1])) == .failure(.notConfigured))
    // The device is right after all.
    bench.firmware.faults.wrongEcho = nil
    #expect(bench.ask(.configure(channel)) == .success(.done))
  }

  @Test func `clamped power is told with the value in force`() {
    var bench = bench { $0.faults.mostPower = 12 }
    bench.plugIn()
    guard case .failure(.refused(let reason))? = bench.ask(.configure(channel)) else {
      Issue.record("taken")
      return
    }
    #expect(reason.contains("14 dBm asked, 12 dBm in force") && reason.contains("power_dbm = 12"))
  }

  @Test func `a frequency within 100 Hz will do`() {
    // 868,100,000 Hz ends with A0: 95 Hz off.
    var bench = bench { $0.faults.wrongEcho = (0x01, 0xFF) }
    bench.plugIn()
    #expect(bench.ask(.configure(channel)) == .success(.done))
  }

  @Test func `old firmware and other firmware are named`() {
    var old = bench { $0.faults.version = [1, 40] }
    old.plugIn()
    guard case .failure(.refused(let version))? = old.ask(.configure(channel)) else {
      Issue.record("taken")
      return
    }
    #expect(version.contains("1.40") && version.contains("1.52"))
    #expect(old.reopenings.isEmpty)

    for babble in [nil, Array("ERROR\r\n".utf8)] as [[UInt8]?] {
      var other = bench { $0.faults.babble = babble ?? [] }
      other.plugIn()
      guard case .failure(.refused(let reason))? = other.ask(.configure(channel)) else {
        Issue.record("taken")
        return
      }
      #expect(reason.contains(babble == nil ? "no RNode answers" : "another firmware"))
      #expect(other.reopenings.count == 1)
      #expect(!other.modem.hasAnswered)
    }
  }

  @Test func `another spreading factor is tuned to while the radio stays on`() throws {
    var bench = tuned()
    var slow = channel
    slow.modulation.spreadingFactor = .sf10
    let before = bench.bytesMoved
    #expect(bench.ask(.configure(slow)) == .success(.done))
    #expect(bench.channel?.modulation.spreadingFactor == .sf10)
    // One setting, its echo and the PHY frame.
    #expect(bench.bytesMoved - before < 40)
  }

  // MARK: - Frames

  @Test func `a frame counts as sent when it has left, and never later than carrier sense takes`()
    throws
  {
    var bench = tuned()
    for bytes in [1, 20, 255] {
      for lost in [0, 1] {
        bench.firmware.faults.lostDones = lost
        let start = bench.now
        #expect(bench.ask(.transmit([UInt8](repeating: 0xC0, count: bytes))) == .success(.done))
        let left = try #require(bench.sent.last)
        #expect(left.bytes.count == bytes)
        #expect(bench.now >= left.at)
        // DIFS of 2 slots and a window of 14, 24 ms each; the serial line takes 45 ms at most.
        #expect(bench.now - left.at <= .milliseconds(16 * 24 + 45))
        #expect(lost == 1 || bench.now == left.at, "\(bytes) bytes from \(start)")
      }
    }
  }

  @Test func `statistics that come each second do not end a frame that is still waiting`() {
    var bench = tuned()
    bench.begin(.transmit([UInt8](repeating: 1, count: 255)))
    bench.inject([0xC0, 0x25, 0, 0, 0, 0, 0, 0, 0, 0, 50, 40, 0xFF, 0xC0])
    #expect(bench.answers.count == 1)
    #expect(bench.sent.isEmpty)
  }

  @Test func `more than 255 bytes, none, and a frame ahead of any channel are refused`() {
    var bench = tuned()
    for count in [0, 256] {
      let answer = bench.ask(.transmit([UInt8](repeating: 1, count: count)))
      #expect(answer == .failure(.frameBytes(count, largest: 255)))
    }
    #expect(bench.ask(.sense) == .failure(.unsupported))
    var new = self.bench()
    new.plugIn()
    #expect(new.ask(.transmit([1])) == .failure(.notConfigured))
  }

  @Test(arguments: [-16, -9.25, 0, 7.5], [1, 3, .max])
  func `signal reports are read after their escapes are undone`(snr: Double, piece: Int) {
    var bench = tuned()
    bench.pieceBytes = piece
    bench.hear(
      ReceivedFrame(
        bytes: [0xC0, 0xDB, 1], snr: SNR(decibels: snr), rssi: RSSI(dBm: -107), channel: channel,
        at: .zero))
    #expect(bench.received.map(\.bytes) == [[0xC0, 0xDB, 1]])
    #expect(bench.received.map(\.snr.decibels) == [snr])
    #expect(bench.received.map(\.rssi.dBm) == [-107])
  }

  @Test func `a full queue fails its frame only`() {
    var bench = tuned()
    bench.firmware.faults.busyAnswers = 1
    guard case .failure(.refused)? = bench.ask(.transmit([1])) else {
      Issue.record("taken")
      return
    }
    #expect(bench.ask(.transmit([1])) == .success(.done))
    #expect(bench.troubles.isEmpty)
  }

  // MARK: - Faults

  @Test func `a reset in the middle of a frame is told, and healed`() {
    var bench = tuned()
    bench.firmware.faults.resetsInTransmission = 1
    guard case .failure(.interrupted)? = bench.ask(.transmit([1, 2, 3])) else {
      Issue.record("sent")
      return
    }
    bench.wait(.seconds(10))
    #expect(bench.troubles.count == 2 && bench.troubles.last == .recovered)
    #expect(bench.channel != nil)
    #expect(bench.ask(.transmit([1, 2, 3])) == .success(.done))
  }

  @Test func `a radio that goes off by itself is found by the checkup`() {
    var bench = tuned()
    bench.resetFirmware()
    #expect(bench.channel == nil)
    bench.wait(.seconds(30))
    #expect(bench.troubles.count == 2 && bench.troubles.last == .recovered)
    #expect(bench.channel != nil)
  }

  @Test func `one lost answer costs a repetition, silence costs the line`() {
    var bench = bench()
    bench.firmware.faults.lostAnswers = 1
    bench.plugIn()
    #expect(bench.ask(.configure(channel)) == .success(.done))
    bench.firmware.faults.lostAnswers = 1000
    var other = channel
    other.modulation.spreadingFactor = .sf9
    #expect(bench.ask(.configure(other)) == .failure(.noAnswer))
    #expect(bench.reopenings.count == 1)
    bench.firmware.faults.lostAnswers = 0
    bench.plugIn()
    bench.wait(.seconds(5))
    #expect(bench.troubles.last == .recovered)
    #expect(bench.channel?.modulation.spreadingFactor == .sf9)
  }

  @Test func `firmware with a longer preamble than is accounted is refused`() {
    var bench = bench { $0.faults.extraPreamble = 8 }
    bench.plugIn()
    guard case .failure(.refused(let reason))? = bench.ask(.configure(channel)) else {
      Issue.record("taken")
      return
    }
    #expect(reason.contains("32 symbols, 24 are accounted"))
  }
}
