// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import Gateway
import LoRaDriver
import LoRaPHY
import Testing

@Suite struct ExaminationTests {
  /// A configuration with this board.
  private func radio(_ board: String) throws -> RadioConfiguration {
    let driver = try Sample.board(board).chip == .sx1262 ? "sx126x" : "sx127x"
    let text = ConfigurationSample.changed("adafruit-4074", board)
      .replacing("\"sx127x\"", with: "\"\(driver)\"")
      .replacing("power_dbm = 14\n", with: "")
    return try Configuration(parsing: text, file: "camp.toml").radio
  }

  private func findings(
    _ board: String, chip: any EmulatedChip, consumer: String? = nil,
    hasInterrupt: Bool = true
  ) async throws -> [Finding] {
    let air = EmulatedBoard(seed: 1)
    let number = air.add(chip)
    defer { air.stop() }
    let machine = MachineSnapshot(
      spiDevices: ["spidev0.0", "spidev0.1"].map { .init(name: $0, access: .granted) },
      gpioChips: [
        .init(
          device: .init(name: "gpiochip0", access: .granted), label: "pinctrl-bcm2711",
          lines: (0...27).map { .init(name: "GPIO\($0)", consumer: consumer) })
      ])
    let examination = Examination(
      machine, boards: try BoardTable.shipped(), radio: try radio(board))
    let diagnosis = await examination.diagnosis { _ throws(BusError) in
      var wires = air.wires(of: number)
      // A line that nobody is wired to.
      if !hasInterrupt { wires.interrupt = DeadLine() }
      return wires
    }
    #expect(air.framesSent == 0)
    return diagnosis.findings
  }

  @Test func `an SX1276 tells its version`() async throws {
    let findings = try await findings("adafruit-4074", chip: EmulatedSX1276())
    #expect(findings.contains { $0.kind == .good && $0.what.contains("version 0x12") })
  }

  @Test func `an SX1262 tells its status, and keeps a register`() async throws {
    let findings = try await findings("waveshare-sx1262-spi", chip: EmulatedSX1262())
    #expect(findings.contains { $0.kind == .good && $0.what.contains("SX126x, status 0x2") })
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [("adafruit-4074", "DIO0", 22), ("waveshare-sx1262-spi", "DIO1", 16)])
  func `an interrupt line that rises is in order, and one that never does is a fault`(
    board: String, pin: String, line: Int
  ) async throws {
    for hasInterrupt in [true, false] {
      var chip: any EmulatedChip = EmulatedSX1276()
      if pin == "DIO1" {
        var newer = EmulatedSX1262()
        newer.hasTCXO = try Sample.board(board).tcxoVolts != nil
        chip = newer
      }
      let last = try #require(
        try await findings(board, chip: chip, hasInterrupt: hasInterrupt).last)
      #expect(last.kind == (hasInterrupt ? .good : .fault))
      #expect(last.what.contains(pin) && last.what.contains("GPIO\(line)"))
      #expect(last.what.contains("did not rise") == !hasInterrupt)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `an interrupt line that stays high is a fault`() async throws {
    var chip = EmulatedSX1276()
    chip.faults.isLineStuck = true
    let last = try #require(try await findings("adafruit-4074", chip: chip).last)
    #expect(last.kind == .fault)
    #expect(last.what.contains("stays high"))
  }

  @Test(.timeLimit(.minutes(1)))
  func `a chip that answers and cannot be started is a fault`() async throws {
    var chip = EmulatedSX1276()
    chip.faults.endlessCalibrations = 100
    let last = try #require(try await findings("adafruit-4074", chip: chip).last)
    #expect(last.kind == .fault)
    #expect(last.what.contains("cannot be used"))
  }

  @Test func `a chip that a running gateway holds is left alone`() async throws {
    let findings = try await findings(
      "adafruit-4074", chip: EmulatedSX1276(), consumer: Board.lineConsumer)
    #expect(!findings.contains { $0.kind == .fault || $0.what.contains("the chip answers") })
  }

  @Test(arguments: [UInt8(0x00), 0xFF])
  func `an empty bus is a fault with both chips`(level: UInt8) async throws {
    var old = EmulatedSX1276()
    old.faults.stuckMISO = level
    var new = EmulatedSX1262()
    new.faults.stuckMISO = level
    for (board, chip) in [
      ("adafruit-4074", old as any EmulatedChip), ("waveshare-sx1262-spi", new),
    ] {
      let faults = try await findings(board, chip: chip).filter { $0.kind == .fault }
      #expect(faults.map { $0.what.hasPrefix("no chip answers") } == [true])
    }
  }

  @Test func `a chip that loses what is written is a fault`() async throws {
    var chip = EmulatedSX1262()
    chip.faults.corruptWrites = 1
    let faults = try await findings("waveshare-sx1262-spi", chip: chip).filter { $0.kind == .fault }
    #expect(faults.map { $0.what.contains("does not keep") } == [true])
  }

  @Test func `wires that cannot be had are a fault with the system's reason`() async throws {
    let machine = MachineSnapshot(
      spiDevices: [.init(name: "spidev0.1", access: .granted)],
      gpioChips: [
        .init(
          device: .init(name: "gpiochip0", access: .granted), label: "pinctrl-bcm2711",
          lines: (0...27).map { .init(name: "GPIO\($0)", consumer: nil) })
      ])
    let examination = Examination(
      machine, boards: try BoardTable.shipped(), radio: try radio("adafruit-4074"))
    let diagnosis = await examination.diagnosis { _ throws(BusError) in
      throw BusError("/dev/spidev0.1: on fire")
    }
    #expect(diagnosis.findings.last?.what == "/dev/spidev0.1: on fire")
    #expect(!diagnosis.isHealthy)
  }
}

/// An interrupt line that is wired to nothing.
private struct DeadLine: InterruptLine {
  let descriptor: Int32 = -1

  func level() throws(BusError) -> LineLevel { .low }
  func takeEdges() throws(BusError) -> Instant? { nil }
}
