// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import CFakeDevices
import CLinuxIO
import EmulatedChips
import Glibc
import LoRaDriver
import LoRaPHY
import Synchronization
import Testing

/// The radio on the real calls of spidev and libgpiod, down to the door of the kernel.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct SX127xDeviceTests {
  /// Two chips: on spidev0.0 with GPIO17 as reset, GPIO22 as DIO0 and GPIO25 as a chip select of
  /// its own; on spidev0.1 with GPIO5 and GPIO6.
  private final class Hardware: Sendable {
    let board = EmulatedBoard(seed: 2)
    /// Whether GPIO25 is low.
    let isSelected = Mutex(false)
    /// Transfers that moved less than all.
    let shortTransfers = Mutex(0)

    init() {
      _ = board.add { fake_raise_edge(22) }
      _ = board.add { fake_raise_edge(6) }
    }

    func transfer(_ device: Int, _ bytes: [UInt8]) -> [UInt8] {
      let isShort = shortTransfers.withLock { count in
        defer { count = max(0, count - 1) }
        return count > 0
      }
      if isShort { return Array(bytes.dropLast()) }
      // Without chip select the chip does not drive its line.
      guard fake_spi_mode(UInt32(device)) & 0x40 == 0 || isSelected.withLock({ $0 }) else {
        return bytes.map { _ in 0xFF }
      }
      return board.with(device) { chip, now in chip.transfer(bytes, at: now) }
    }

    func drive(_ line: Int, _ isLow: Bool) {
      switch line {
      case 17: board.with(0) { chip, now in chip.reset(isLow: isLow, at: now) }
      case 5: board.with(1) { chip, now in chip.reset(isLow: isLow, at: now) }
      case 25: isSelected.withLock { $0 = isLow }
      default: break
      }
    }

    func level(_ line: Int) -> Bool {
      switch line {
      case 22: board.with(0) { chip, _ in chip.isInterruptHigh }
      case 6: board.with(1) { chip, _ in chip.isInterruptHigh }
      default: false
      }
    }
  }

  private let hardware = Hardware()
  private let channel = RadioChannel.test(bandwidth: .kHz500)

  init() {
    let context = unsafe Unmanaged.passRetained(hardware).toOpaque()
    unsafe fake_install(
      fake_handlers(
        context: context,
        transfer: { context, device, sent, received, count in
          guard let context = unsafe context, let sent = unsafe sent,
            let received = unsafe received
          else { return -EFAULT }
          let hardware = unsafe Unmanaged<Hardware>.fromOpaque(context).takeUnretainedValue()
          let bytes = unsafe Array(UnsafeBufferPointer(start: sent, count: Int(count)))
          let answer = hardware.transfer(Int(device), bytes)
          for (index, byte) in answer.enumerated() { unsafe received[index] = byte }
          return Int32(answer.count)
        },
        drive: { context, line, level in
          guard let context = unsafe context else { return }
          let hardware = unsafe Unmanaged<Hardware>.fromOpaque(context).takeUnretainedValue()
          hardware.drive(Int(line), level == 0)
        },
        level: { context, line in
          guard let context = unsafe context else { return 0 }
          let hardware = unsafe Unmanaged<Hardware>.fromOpaque(context).takeUnretainedValue()
          return hardware.level(Int(line)) ? 1 : 0
        }))
  }

  private func radio(_ board: SPIBoard) throws -> ChipRadio {
    try ChipRadio(
      .sx127x(SX127xLinkTests.settings()), board: board, clock: hardware.board.clock)
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
      #expect(hardware.board.clock() - time < .seconds(60))
    }
    #expect(a.health.resets == 1)
    await a.shutdown()
    await b.shutdown()
    for line in [17, 22, 25, 5, 6] as [UInt32] { #expect(fake_line_is_requested(line) == 0) }
  }

  @Test func `a short transfer is an error, and costs a restart`() async throws {
    let radio = try radio(second)
    try await radio.configure(channel)
    hardware.shortTransfers.withLock { $0 = 1 }
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
    hardware.board.with(0) { chip, _ in chip.faults.isLineStuck = true }
    let line = try GPIOLine(.offset(label: "pinctrl-fake", 22), use: .input)
    #expect(try line.level() == .high)
    #expect(try GPIOLine(.line("GPIO9"), use: .input).level() == .low)
  }

  @Test func `a chip tells its version through spidev and libgpiod, and its lines are free after`()
    throws
  {
    #expect(try ChipProbe(ChipWires(first)).sx127xVersion() == 0x12)
    #expect(hardware.board.with(0) { chip, _ in (chip as? EmulatedSX1276)?.resets } == 1)
    #expect(hardware.board.with(0) { chip, _ in chip.takeEmissions() }.isEmpty)
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
