// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import LoRaPHY

/// Machines and answers for the tests of setup.
enum SetupSample {
  static let dongle = "/dev/serial/by-id/usb-Silicon_Labs_CP2102-if00-port0"

  /// A Pi with this HAT, its SPI bus, and a dongle.
  static func machine(hat: String? = "MESHADV-PI") -> MachineSnapshot {
    MachineSnapshot(
      hat: hat.map { HATIdentity(vendor: "maker", product: $0) },
      spiDevices: [.init(name: "spidev0.0", access: .granted)],
      serialPorts: [
        .init(
          device: .init(name: "ttyUSB0", access: .granted),
          lastingName: "usb-Silicon_Labs_CP2102-if00-port0", usbID: "10c4:ea60"),
        .init(
          device: .init(name: "ttyUSB1", access: .granted), lastingName: nil, usbID: "10c4:ea60"),
        .init(
          device: .init(name: "ttyUSB2", access: .granted), lastingName: "usb-stick",
          usbID: "1a86:5512"),
      ])
  }

  /// Read once: each reading takes milliseconds.
  private static let boards = Result { try BoardTable.shipped() }

  static func setup(
    _ machine: MachineSnapshot = machine(), mailDomain: String? = "camp.example",
    options: SetupOptions = SetupOptions()
  ) throws -> Setup {
    Setup(
      SetupSurroundings(
        boards: try boards.get(), machine: machine, hostName: "camp.lan", mailDomain: mailDomain),
      options: options)
  }

  /// Answers until all is answered, with defaults where nothing is said.
  static func answered(
    _ setup: Setup, _ answers: [SetupQuestion: String]
  ) throws -> Setup {
    var setup = setup
    while let question = setup.question {
      if let refusal = setup.answer(answers[question] ?? "") {
        throw Refused(question: question, why: refusal)
      }
    }
    return setup
  }

  /// An answer was not taken.
  struct Refused: Error {
    var question: SetupQuestion
    var why: String
  }

  /// What the written text says.
  static func configuration(_ setup: Setup) throws -> Configuration {
    try Configuration(parsing: setup.text() ?? "", file: "setup.toml")
  }
}
