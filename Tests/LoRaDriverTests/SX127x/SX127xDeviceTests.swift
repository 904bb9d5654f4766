// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import CFakeDevices
import CLinuxIO
import EmulatedChips
import LoRaDriver
import LoRaPHY
import Testing

extension DeviceTests {
  /// The radio on the real calls of spidev and libgpiod, down to the door of the kernel.
  struct SX127xDeviceTests {
    private let machine = FakeMachine([
      .init(EmulatedSX1276(), reset: 17, interrupt: 22, chipSelect: 25),
      .init(EmulatedSX1276(), reset: 5, interrupt: 6),
    ])
    private let channel = RadioChannel.test(bandwidth: .kHz500)

    private func radio(_ board: SPIBoard) throws -> ChipRadio {
      try ChipRadio(
        .sx127x(SX127xLinkTests.settings()), board: board, clock: machine.board.clock)
    }

    private let first = SPIBoard(
      device: "/dev/spidev0.0", chipSelect: .line(.line("GPIO25")),
      reset: .lineOnChip(label: "pinctrl-fake", line: "GPIO17"), interrupt: .line("GPIO22"))
    private let second = SPIBoard(
      device: "/dev/spidev0.1", hertz: 5_000_000, reset: .offset(label: "pinctrl-fake", 5),
      interrupt: .line("GPIO6"))

    @Test func `two radios exchange frames through spidev and libgpiod`() async throws {
      report("libgpiod \(clio_gpiod_major())")
      let a = try radio(first)
      let b = try radio(second)
      try await a.configure(channel)
      try await b.configure(channel)
      // Mode 0; SPI_NO_CS where the chip select is a line.
      #expect([fake_spi_mode(0), fake_spi_mode(1)] == [0x40, 0x00])
      #expect([fake_spi_hertz(0), fake_spi_hertz(1)] == [2_000_000, 5_000_000])
      for (serial, (sender, receiver)) in [(a, b), (b, a), (a, b), (b, a)].enumerated() {
        let frame = (0..<255).map { UInt8($0) ^ UInt8(serial) }
        let received = await deliver(frame, from: sender, to: receiver)
        let time = try #require(received).at
        #expect(machine.board.clock() - time < .seconds(60))
      }
      #expect(a.health.resets == 1)
      await a.shutdown()
      await b.shutdown()
      for line in [17, 22, 25, 5, 6] as [UInt32] { #expect(fake_line_is_requested(line) == 0) }
    }

    @Test func `a short transfer is an error, and costs a restart`() async throws {
      let radio = try radio(second)
      try await radio.configure(channel)
      machine.shorten(transfers: 1)
      await #expect(throws: RadioError.unreachable("/dev/spidev0.1: Input/output error")) {
        try await radio.transmit([1])
      }
      var events = radio.events.makeAsyncIterator()
      _ = await events.next()
      #expect(await events.next() == .recovered)
      try await radio.transmit([1])
      #expect(radio.health.failedTransfers == 1)
      await radio.shutdown()
    }

    @Test func `lines are given back, and cannot be had twice`() async throws {
      let name = GPIOName.line("GPIO11")
      try withExtendedLifetime(GPIOLine(name, use: .risingEdges)) { line in
        #expect(fake_line_is_requested(11) == 1)
        #expect(throws: BusError.self) { try GPIOLine(name, use: .output) }
        #expect(try line.takeEdges() == nil)
        fake_raise_edge(11)
        fake_raise_edge(11)
        let now = clio_boottime_microseconds()
        let time = try #require(try line.takeEdges())
        #expect((now - 1_000_000...now + 1_000_000).contains(time.microseconds))
        #expect(try line.takeEdges() == nil)
        #expect(try line.level() == .low)
      }
      #expect(fake_line_is_requested(11) == 0)
    }

    @Test func `a line that is only read has its level`() throws {
      machine.board.with(0) { chip, _ in chip.faults.isLineStuck = true }
      let line = try GPIOLine(.offset(label: "pinctrl-fake", 22), use: .input)
      #expect(try line.level() == .high)
      #expect(try GPIOLine(.line("GPIO9"), use: .input).level() == .low)
    }

    @Test
    func `a chip tells its version through spidev and libgpiod, and its lines are free after`()
      throws
    {
      #expect(try ChipProbe(ChipWires(first)).sx127xVersion() == 0x12)
      #expect(machine.board.with(0) { chip, _ in (chip as? EmulatedSX1276)?.resets } == 1)
      #expect(machine.board.framesSent == 0)
      for line in [17, 22, 25] as [UInt32] { #expect(fake_line_is_requested(line) == 0) }
    }

    @Test func `what cannot be had is told with advice`() throws {
      for (name, word) in [
        (GPIOName.line("GPIO99"), "no GPIO chip"),
        (.lineOnChip(label: "pinctrl-none", line: "GPIO4"), "no GPIO chip"),
        (.offset(label: "pinctrl-fake", 77), "Invalid argument"),
      ] {
        #expect {
          try GPIOLine(name, use: .output)
        } throws: { "\($0)".contains(word) }
      }
      #expect {
        try SPIDevice(SPIBoard(device: "/dev/spidev7.7"))
      } throws: { "\($0)".contains("dtparam=spi=on") }
    }
  }
}
