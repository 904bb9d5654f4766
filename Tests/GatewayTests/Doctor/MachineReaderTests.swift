// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import Testing

@Suite struct MachineReaderTests {
  @Test func `buses, HAT and dongles are found where the kernel shows them`() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: root) }
    try write(root, "proc/device-tree/model", "Raspberry Pi 5 Model B\0")
    try write(root, "proc/device-tree/hat/product", "MESHADV-PI\0")
    try write(root, "proc/device-tree/hat/vendor", "FrequencyLabs\0")
    for name in ["spidev0.1", "spidev0.0", "ttyUSB0", "ttyS0"] {
      try write(root, "dev/\(name)", "")
    }
    let usb = "sys/devices/usb1/1-1"
    try write(root, "\(usb)/idVendor", "10c4\n")
    try write(root, "\(usb)/idProduct", "ea60\n")
    try write(root, "\(usb)/1-1:1.0/ttyUSB0/x", "")
    try link(root, "sys/class/tty/ttyUSB0/device", to: "../../../devices/usb1/1-1/1-1:1.0/ttyUSB0")
    try link(root, "dev/serial/by-id/usb-Silicon_Labs-if00", to: "../../ttyUSB0")

    let machine = MachineReader(root: root) { [] }.snapshot()
    #expect(machine.model == "Raspberry Pi 5 Model B")
    #expect(machine.hat == HATIdentity(vendor: "FrequencyLabs", product: "MESHADV-PI"))
    #expect(machine.spiDevices.map(\.name) == ["spidev0.0", "spidev0.1"])
    #expect(machine.serialPorts.map(\.device.name) == ["ttyUSB0"])
    #expect(machine.serialPorts.first?.lastingName == "usb-Silicon_Labs-if00")
    #expect(machine.serialPorts.first?.usbID == "10c4:ea60")
  }

  @Test func `a machine without any of it is a machine too`() {
    let machine = MachineReader(root: URL(filePath: "/nonexistent")) { [] }.snapshot()
    #expect(machine == MachineSnapshot())
  }

  private func write(_ root: URL, _ path: String, _ text: String) throws {
    let file = root.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private func link(_ root: URL, _ path: String, to target: String) throws {
    let place = root.appending(path: path)
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: place.path, withDestinationPath: target)
  }
}
