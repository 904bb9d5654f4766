// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Testing

@Suite struct DiagnosisTests {
  @Test func `a Pi with the right HAT and a chip that answers has no fault`() throws {
    let diagnosis = try diagnosis("adafruit-4074", identity: .version(0x12))
    #expect(diagnosis.isHealthy, "\(diagnosis.findings)")
    #expect(diagnosis.findings.contains { $0.what.contains("SX127x, version 0x12") })
  }

  @Test func `each usual fault is named with its fix`() throws {
    try expect("enable SPI: dtparam=spi=on") { $0.spiDevices = [] }
    try expect("there is spidev0.0") { $0.spiDevices.removeLast() }
    try expect("usermod -aG spi") { $0.spiDevices[1].access = .denied(group: "spi") }
    try expect("usermod -aG gpio") {
      $0.gpioChips[0].device.access = .denied(group: "gpio")
      $0.gpioChips[0].lines = []
    }
    try expect("stop that program") { $0.gpioChips[0].lines[22].consumer = "onewire@16" }
    try expect("is this machine a Raspberry Pi?") { $0.gpioChips = [] }
  }

  @Test(arguments: [
    (ChipIdentity.version(0x22), "SX1276 to SX1279 only"), (.version(0), "sits on all pins"),
    (.version(0xFF), "sits on all pins"), (.version(0x8), "shorter wires"),
    (.failed("input/output error"), "as root"),
  ])
  func `a chip that answers wrongly is a fault`(identity: ChipIdentity, fix: String) throws {
    let diagnosis = try diagnosis("adafruit-4074", identity: identity)
    let faults = diagnosis.findings.filter { $0.kind == .fault }
    #expect(faults.count == 1)
    #expect(faults.first?.fix?.contains(fix) ?? false, "\(faults)")
  }

  @Test func `a line that the kernel moves already is told from one somebody else has`() throws {
    let machine = Self.pi { $0.gpioChips[0].lines[21].consumer = "spi0 CS0" }
    let diagnosis = try diagnosis("waveshare-sx1262-spi", machine)
    #expect(diagnosis.findings.contains { $0.fix?.contains("chip_select = \"ce0\"") ?? false })
    let ours = Self.pi { $0.gpioChips[0].lines[21].consumer = Board.lineConsumer }
    #expect(try self.diagnosis("waveshare-sx1262-spi", ours).isHealthy)
  }

  @Test func `the HAT's own name suggests the board, and never chooses it`() throws {
    let machine = Self.pi { $0.hat = HATIdentity(vendor: "x", product: "MESHADV-PI") }
    let unset = Diagnosis(of: machine, boards: try BoardTable.shipped())
    #expect(unset.findings.contains { $0.fix == "this should be board = \"meshadv-pi\"" })
    let set = try diagnosis("meshadv-pi", machine)
    #expect(!set.findings.contains { $0.fix?.hasPrefix("this should be") ?? false })
  }

  @Test func `a dongle's port is shown by its lasting name, and nothing is written to it`() throws {
    let machine = Self.pi {
      $0.serialPorts = [
        .init(
          device: .init(name: "ttyUSB0", access: .granted), lastingName: "usb-CP2102-if00",
          usbID: "10c4:ea60")
      ]
    }
    let diagnosis = Diagnosis(of: machine, boards: try BoardTable.shipped())
    #expect(diagnosis.isHealthy)
    #expect(diagnosis.findings.contains { $0.what.contains("/dev/serial/by-id/usb-CP2102-if00") })
    #expect(diagnosis.findings.contains { $0.what.contains("CP210x") })
  }

  private static func pi(_ change: (inout MachineSnapshot) -> Void = { _ in }) -> MachineSnapshot {
    var machine = MachineSnapshot(
      model: "Raspberry Pi 4",
      spiDevices: [
        .init(name: "spidev0.0", access: .granted), .init(name: "spidev0.1", access: .granted),
      ],
      gpioChips: [
        .init(
          device: .init(name: "gpiochip0", access: .granted), label: "pinctrl-bcm2711",
          lines: (0...53).map { .init(name: "GPIO\($0)", consumer: nil) })
      ])
    change(&machine)
    return machine
  }

  private func diagnosis(
    _ board: String, _ machine: MachineSnapshot = pi(), identity: ChipIdentity? = nil
  ) throws -> Diagnosis {
    Diagnosis(
      of: machine, boards: try BoardTable.shipped(), board: try Sample.board(board),
      identity: identity)
  }

  /// One fault, with that fix.
  private func expect(_ fix: String, _ change: (inout MachineSnapshot) -> Void) throws {
    let faults = try diagnosis("adafruit-4074", Self.pi(change)).findings
      .filter { $0.kind == .fault }
    #expect(faults.contains { $0.fix?.contains(fix) ?? false }, "\(faults)")
  }
}
