// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedChips
import Gateway
import LoRaDriver
import Testing

@Suite struct ExaminationTests {
  private func findings(
    _ board: String, chip: any EmulatedChip, consumer: String? = nil
  ) throws -> [Finding] {
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
      machine, boards: try BoardTable.shipped(), board: try Sample.board(board))
    return examination.diagnosis { _ throws(BusError) in air.wires(of: number) }.findings
  }

  @Test func `an SX1276 tells its version`() throws {
    let findings = try findings("adafruit-4074", chip: EmulatedSX1276())
    #expect(findings.contains { $0.kind == .good && $0.what.contains("version 0x12") })
  }

  @Test func `an SX1262 tells its status, and keeps a register`() throws {
    let findings = try findings("waveshare-sx1262-spi", chip: EmulatedSX1262())
    #expect(findings.contains { $0.kind == .good && $0.what.contains("SX126x, status 0x2") })
  }

  @Test func `a chip that a running gateway holds is left alone`() throws {
    let findings = try findings(
      "adafruit-4074", chip: EmulatedSX1276(), consumer: Board.lineConsumer)
    #expect(!findings.contains { $0.kind == .fault || $0.what.contains("the chip answers") })
  }

  @Test(arguments: [UInt8(0x00), 0xFF])
  func `an empty bus is a fault with both chips`(level: UInt8) throws {
    var old = EmulatedSX1276()
    old.faults.stuckMISO = level
    var new = EmulatedSX1262()
    new.faults.stuckMISO = level
    for (board, chip) in [
      ("adafruit-4074", old as any EmulatedChip), ("waveshare-sx1262-spi", new),
    ] {
      let faults = try findings(board, chip: chip).filter { $0.kind == .fault }
      #expect(faults.map { $0.what.hasPrefix("no chip answers") } == [true])
    }
  }

  @Test func `a chip that loses what is written is a fault`() throws {
    var chip = EmulatedSX1262()
    chip.faults.corruptWrites = 1
    let faults = try findings("waveshare-sx1262-spi", chip: chip).filter { $0.kind == .fault }
    #expect(faults.map { $0.what.contains("does not keep") } == [true])
  }

  @Test func `wires that cannot be had are a fault with the system's reason`() throws {
    let machine = MachineSnapshot(
      spiDevices: [.init(name: "spidev0.1", access: .granted)],
      gpioChips: [
        .init(
          device: .init(name: "gpiochip0", access: .granted), label: "pinctrl-bcm2711",
          lines: (0...27).map { .init(name: "GPIO\($0)", consumer: nil) })
      ])
    let diagnosis = Examination(
      machine, boards: try BoardTable.shipped(), board: try Sample.board("adafruit-4074")
    ).diagnosis { _ throws(BusError) in throw BusError("/dev/spidev0.1: on fire") }
    #expect(diagnosis.findings.last?.what == "/dev/spidev0.1: on fire")
    #expect(!diagnosis.isHealthy)
  }
}
