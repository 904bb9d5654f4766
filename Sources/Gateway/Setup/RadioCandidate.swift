// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A radio that a machine seems to have.
package struct RadioCandidate: Equatable, Sendable {
  /// What to answer for it.
  package var answer: String
  /// What it is, for people.
  package var about: String

  /// The radios of a machine: what its HAT calls itself, then what could be dongles.
  package static func found(on machine: MachineSnapshot, boards: BoardTable) -> [RadioCandidate] {
    let hats = machine.hat.map { boards.boards(hatName: $0.product) } ?? []
    let known = hats.filter(\.isDrivable).map {
      RadioCandidate(answer: $0.id, about: "\($0.name), by its EEPROM")
    }
    return known + machine.serialPorts.compactMap(Self.init)
  }

  private init(answer: String, about: String) {
    self.answer = answer
    self.about = about
  }

  /// Ports without a lasting name are left out: tomorrow they may be others.
  private init?(_ port: MachineSnapshot.SerialPort) {
    guard let name = port.lastingName, port.usbID != USBBridge.stickInSPIMode else { return nil }
    answer = "/dev/serial/by-id/\(name)"
    about = port.usbID.flatMap { USBBridge.names[$0] } ?? port.usbID ?? "unknown device"
  }
}

extension USBBridge {
  /// A stick that is no serial dongle.
  static let stickInSPIMode = "1a86:5512"
}

extension Board {
  /// Whether there is a driver for it.
  var isDrivable: Bool { bus == .spi && chip.driver != nil }
}
