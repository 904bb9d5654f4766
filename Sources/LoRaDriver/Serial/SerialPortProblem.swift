// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import Glibc

/// Why a serial device cannot be had, and what to do about it.
package enum SerialPortProblem: Error, Equatable, Sendable {
  case absent
  /// The user is not in the device's group; nil: nobody knows which.
  case forbidden(group: String?)
  /// Another program has it open.
  case held(by: Holder)
  /// Somebody has locked it who cannot be seen from here.
  case locked
  case noSerialDevice
  case speed(baud: Int)
  /// What the system said.
  case other(String)

  /// A program by its name, which may be empty, and its process.
  package struct Holder: Equatable, Sendable {
    package var name: String
    package var process: Int32

    /// Makes the name of a program.
    package init(name: String, process: Int32) {
      self.name = name
      self.process = process
    }
  }

  /// Reads a negative error number of opening a device whose group may be known.
  package init(code: Int32, group: String?, baud: Int) {
    self =
      switch -code {
      case ENOENT, ENODEV, ENXIO: .absent
      case EACCES, EPERM: .forbidden(group: group)
      case EBUSY: .locked
      case ENOTTY: .noSerialDevice
      case EINVAL: .speed(baud: baud)
      default: .other(BusError.text(of: code))
      }
  }

  /// One line for the operator.
  package func text(path: String) -> String {
    switch self {
    case .absent: return "\(path) does not exist; is the dongle plugged in?"
    case .forbidden(let group):
      return "\(path): this user may not use it;"
        + " sudo usermod -aG \(group ?? "dialout") USER, then log in again"
    case .held(let holder):
      let fix =
        holder.name == "ModemManager"
        ? "install the udev rule for configured dongles, and plug it in again"
        : "stop that program"
      let name = holder.name.isEmpty ? "a program" : holder.name
      return "\(path) is in use by \(name) (process \(holder.process)); \(fix)"
    case .locked: return "\(path) is in use by another program; stop it: sudo fuser -v \(path)"
    case .noSerialDevice: return "\(path) is no serial device; see ls /dev/serial/by-id"
    case .speed(let baud): return "\(path) cannot run at \(baud) baud; is it the right device?"
    case .other(let text): return "\(path): \(text)"
    }
  }
}
