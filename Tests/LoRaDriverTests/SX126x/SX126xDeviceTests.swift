// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import CFakeDevices
import EmulatedChips
import LoRaDriver
import LoRaPHY
import Testing

extension DeviceTests {
  /// The same for the newer family: BUSY, and lines that switch the antenna.
  struct SX126xDeviceTests {
    private let machine = FakeMachine([
      .init(EmulatedSX1262(), reset: 18, interrupt: 16, busy: 20, chipSelect: 21),
      .init(EmulatedSX1262(), reset: 5, interrupt: 6, busy: 12),
    ])
    private let channel = RadioChannel.test(bandwidth: .kHz500)

    private func radio(
      _ board: SPIBoard, _ antennaSwitch: SX126xSettings.AntennaSwitch = .dio2
    ) throws -> ChipRadio {
      let settings = try SX126xSettings(
        variant: .sx1262, powerDBm: 14, oscillator: .volts1_8, antennaSwitch: antennaSwitch)
      return try ChipRadio(.sx126x(settings), board: board, clock: machine.board.clock)
    }

    private var first: SPIBoard {
      var board = SPIBoard(
        device: "/dev/spidev0.0", chipSelect: .line(.line("GPIO21")),
        reset: .line("GPIO18"), interrupt: .line("GPIO16"))
      board.busy = .line("GPIO20")
      board.held = [.line("GPIO26")]
      return board
    }

    private var second: SPIBoard {
      var board = SPIBoard(
        device: "/dev/spidev0.1", reset: .line("GPIO5"), interrupt: .line("GPIO6"))
      board.busy = .line("GPIO12")
      board.receiveEnable = .line("GPIO23")
      board.transmitEnable = .line("GPIO24")
      return board
    }

    @Test func `two radios exchange frames through spidev, libgpiod and BUSY`() async throws {
      let a = try radio(first)
      let b = try radio(second, .external)
      try await a.configure(channel)
      try await b.configure(channel)
      // Receiving: the held line is high, RXEN is high and TXEN low.
      #expect([26, 23, 24].map(machine.isHigh) == [true, true, false])
      for (serial, (sender, receiver)) in [(a, b), (b, a), (a, b), (b, a)].enumerated() {
        let frame = (0..<255).map { UInt8($0) ^ UInt8(serial) }
        #expect(await deliver(frame, from: sender, to: receiver) != nil)
      }
      #expect(try await b.channelActivity() == .clear)
      #expect([a, b].map(\.health.resets) == [1, 1])
      #expect([a, b].map(\.health.corruptTransfers) == [0, 0])
      await a.shutdown()
      await b.shutdown()
      #expect([23, 24].map(machine.isHigh) == [false, false])
      for line in [18, 16, 20, 21, 26, 5, 6, 12, 23, 24] as [UInt32] {
        #expect(fake_line_is_requested(line) == 0)
      }
    }

    @Test func `a chip tells its status through spidev and libgpiod, and sends nothing`() throws {
      guard case .answers(let status) = try ChipProbe(ChipWires(first)).sx126xStatus() else {
        Issue.record("no answer")
        return
      }
      #expect(status >> 4 & 7 == 2)
      // Without reset and BUSY it is only asked, after the time that commands take.
      let bare = SPIBoard(device: "/dev/spidev0.1")
      #expect(try ChipProbe(ChipWires(bare)).sx126xStatus() == .answers(0x22))
      #expect(machine.board.framesSent == 0)
    }

    @Test func `a probe gives up on a chip whose BUSY stays high`() throws {
      machine.board.with(0) { chip, _ in chip.faults.isLineStuck = true }
      var board = second
      board.busy = .line("GPIO16")
      #expect(try ChipProbe(ChipWires(board)).sx126xStatus() == .busy)
    }

    @Test func `a BUSY line that stays high is told with advice`() async throws {
      var board = second
      board.busy = .line("GPIO16")
      machine.board.with(0) { chip, _ in chip.faults.isLineStuck = true }
      let radio = try radio(board)
      await #expect(
        throws: RadioError.unreachable("BUSY stays high; check power and wiring")
      ) { try await radio.configure(channel) }
      await radio.shutdown()
    }

    @Test func `a short transfer is an error, and costs a restart`() async throws {
      let radio = try radio(first)
      try await radio.configure(channel)
      machine.shorten(transfers: 1)
      await #expect(throws: RadioError.unreachable("/dev/spidev0.0: Input/output error")) {
        try await radio.transmit([1])
      }
      var events = radio.events.makeAsyncIterator()
      _ = await events.next()
      #expect(await events.next() == .recovered)
      try await radio.transmit([1])
      await radio.shutdown()
    }
  }
}
