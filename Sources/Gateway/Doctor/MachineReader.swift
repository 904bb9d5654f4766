// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Foundation

/// Reads what a machine has from `/dev`, `/sys` and `/proc`; opens no device and changes nothing.
///
/// Blocks; a snapshot takes some milliseconds.
package struct MachineReader {
  private let root: URL
  private let gpioChips: () -> [MachineSnapshot.GPIOChip]

  /// A reader; `root` is `/` but in tests, `gpioChips` lists the chips of GPIO lines.
  package init(
    root: URL = URL(filePath: "/"), gpioChips: @escaping () -> [MachineSnapshot.GPIOChip]
  ) {
    self.root = root
    self.gpioChips = gpioChips
  }

  /// The machine now.
  package func snapshot() -> MachineSnapshot {
    MachineSnapshot(
      model: deviceTreeText("model"), hat: hat(),
      spiDevices: devices(prefix: "spidev"), gpioChips: gpioChips(), serialPorts: serialPorts())
  }

  private func hat() -> HATIdentity? {
    guard let product = deviceTreeText("hat/product") else { return nil }
    return HATIdentity(vendor: deviceTreeText("hat/vendor") ?? "", product: product)
  }

  /// A text of the device tree, which ends with a NUL.
  private func deviceTreeText(_ path: String) -> String? {
    guard let data = try? Data(contentsOf: root.appending(path: "proc/device-tree/\(path)")) else {
      return nil
    }
    let text = String(decoding: data.prefix(256).prefix { $0 != 0 }, as: UTF8.self)
    return text.isEmpty ? nil : ProblemLog.oneLine(text, atMost: 256)
  }

  private func devices(prefix: String) -> [MachineSnapshot.Device] {
    names(in: "dev").filter { $0.hasPrefix(prefix) }.map(device)
  }

  /// A device below `/dev`, and whether this process may use it.
  package func device(_ name: String) -> MachineSnapshot.Device {
    let path = root.appending(path: "dev/\(name)").path
    if unsafe access(path, R_OK | W_OK) == 0 {
      return MachineSnapshot.Device(name: name, access: .granted)
    }
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    let group = attributes?[.groupOwnerAccountName] as? String
    return MachineSnapshot.Device(name: name, access: .denied(group: group ?? "root"))
  }

  private func serialPorts() -> [MachineSnapshot.SerialPort] {
    var lasting: [String: String] = [:]
    for name in names(in: "dev/serial/by-id") {
      let link = root.appending(path: "dev/serial/by-id/\(name)").path
      guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link) else {
        continue
      }
      lasting[URL(filePath: target).lastPathComponent] = name
    }
    return names(in: "dev").filter { $0.hasPrefix("ttyUSB") || $0.hasPrefix("ttyACM") }
      .map { name in
        MachineSnapshot.SerialPort(
          device: device(name), lastingName: lasting[name], usbID: usbID(of: name))
      }
  }

  /// Vendor and product of the USB device above a tty.
  private func usbID(of tty: String) -> String? {
    var place = root.appending(path: "sys/class/tty/\(tty)/device").resolvingSymlinksInPath()
    for _ in 0..<4 {
      if let vendor = word(place.appending(path: "idVendor")),
        let product = word(place.appending(path: "idProduct"))
      {
        return "\(vendor):\(product)"
      }
      place.deleteLastPathComponent()
    }
    return nil
  }

  private func word(_ file: URL) -> String? {
    guard let data = try? Data(contentsOf: file) else { return nil }
    return String(decoding: data.prefix(8), as: UTF8.self).split(whereSeparator: \.isNewline)
      .first.map(String.init)
  }

  private func names(in directory: String) -> [String] {
    let path = root.appending(path: directory).path
    return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}
