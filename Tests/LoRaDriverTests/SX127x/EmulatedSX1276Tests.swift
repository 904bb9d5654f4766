// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import LoRaDriver
import LoRaPHY
import Testing

/// What an emulated chip must do to be a test of its drivers.
@Suite struct EmulatedSX1276Tests {
  private var chip = EmulatedSX1276()

  private mutating func write(_ address: UInt8, _ bytes: UInt8..., at ms: Int64) {
    _ = chip.transfer([address | 0x80] + bytes, at: .ms(ms))
  }

  private mutating func read(_ address: UInt8, _ count: Int = 1, at ms: Int64) -> [UInt8] {
    Array(
      chip.transfer([address] + [UInt8](repeating: 0, count: count), at: .ms(ms)).dropFirst())
  }

  /// To LoRa standby, within 3 ms.
  private mutating func enterLoRa(at ms: Int64 = 1) {
    write(0x01, 0x00, at: ms)
    write(0x01, 0x80, at: ms + 1)
    write(0x01, 0x81, at: ms + 2)
  }

  @Test mutating func `the page changes in sleep only`() {
    write(0x01, 0x81, at: 1)
    #expect(read(0x01, at: 2) == [0x01])
    enterLoRa()
    #expect(read(0x01, at: 4) == [0x81])
  }

  @Test mutating func `a mode takes its time to come into force`() {
    enterLoRa()
    #expect(chip.transfer([0x01, 0], at: .ms(3)) == [0, 0x80])
    #expect(read(0x01, at: 4) == [0x81])
  }

  @Test mutating func `the buffer wraps, moves its own pointer, and is lost in sleep`() {
    enterLoRa()
    write(0x0D, 0xFE, at: 4)
    write(0x00, 1, 2, 3, at: 4)
    #expect(read(0x0D, at: 4) == [0x01])
    write(0x0D, 0xFF, at: 4)
    #expect(read(0x00, 2, at: 4) == [2, 3])
    write(0x01, 0x80, at: 5)
    write(0x00, 9, at: 6)
    write(0x01, 0x81, at: 7)
    write(0x0D, 0xFF, at: 8)
    #expect(read(0x00, 2, at: 8) == [0, 0])
  }

  @Test mutating func `flags are masked, and cleared by ones only`() {
    enterLoRa()
    write(0x01, 0x87, at: 4)
    #expect(read(0x12, at: 50) == [0x04])
    write(0x12, 0x08, at: 50)
    #expect(read(0x12, at: 50) == [0x04])
    write(0x12, 0x04, at: 50)
    #expect(read(0x12, at: 50) == [0x00])
    write(0x11, 0x04, at: 51)
    write(0x01, 0x87, at: 52)
    #expect(read(0x12, at: 90) == [0x00])
  }

  @Test mutating func `DIO0 is a level of the mapped flag`() {
    enterLoRa()
    write(0x40, 0x80, at: 4)
    write(0x01, 0x87, at: 4)
    chip.advance(to: .ms(50))
    #expect(chip.isDIO0High)
    write(0x40, 0x40, at: 51)
    #expect(!chip.isDIO0High)
    write(0x40, 0x80, at: 51)
    write(0x12, 0x04, at: 51)
    #expect(!chip.isDIO0High)
  }

  @Test mutating func `a frame is sent for its time on air, then the chip stands by`() {
    enterLoRa()
    write(0x22, 20, at: 4)
    write(0x01, 0x83, at: 5)
    // SF7, 125 kHz, CR 4/5, 8 symbols, explicit, 20 bytes without CRC: 51.456 ms.
    #expect(read(0x12, at: 56) == [0x00])
    #expect(read(0x01, at: 56) == [0x83])
    #expect(read(0x12, at: 57) == [0x08])
    #expect(read(0x01, at: 57) == [0x81])
  }

  @Test mutating func `reset restores what was set, after its time`() {
    enterLoRa()
    write(0x39, 0x34, at: 4)
    chip.reset(isLow: true, at: .ms(5))
    chip.reset(isLow: false, at: .ms(6))
    #expect(read(0x42, at: 8) == [0x00])
    #expect(read(0x42, at: 12) == [0x12])
    enterLoRa(at: 13)
    #expect(read(0x39, at: 20) == [0x12])
  }

  @Test func `another sync word, inversion or bandwidth is not heard`() {
    let channel = RadioChannel.test(hertz: 434_000_000)
    for (frame, count) in [
      (ChipFrame([1, 2], on: channel, from: .ms(20)), 1),
      (ChipFrame([1, 2], on: channel, from: .ms(20), syncWord: 0x34), 0),
      (ChipFrame([1, 2], on: channel, from: .ms(20), isInverted: true), 0),
      (ChipFrame([1, 2], on: channel, from: .ms(20), offsetHertz: 40_000), 0),
      (ChipFrame([1, 2], on: .test(.sf8, hertz: 434_000_000), from: .ms(20)), 0),
      (ChipFrame([1, 2], on: channel, from: .ms(9)), 0),
    ] {
      var tests = EmulatedSX1276Tests()
      tests.enterLoRa()
      // As erratum 2.3 wants it.
      tests.write(0x31, 0x43, at: 4)
      tests.write(0x2F, 0x40, 0x00, at: 4)
      tests.write(0x01, 0x85, at: 10)
      tests.chip.hear(frame, at: frame.start)
      tests.chip.receive(frame, at: frame.end)
      #expect(tests.read(0x12, at: 200) == [count == 1 ? 0x50 : 0x00])
      #expect(tests.read(0x17, at: 200) == [UInt8(count)])
    }
  }
}
