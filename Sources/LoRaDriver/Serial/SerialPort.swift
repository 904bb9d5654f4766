// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import CLinuxIO
private import Glibc

/// An open serial line, for this process alone.
struct SerialPort: ~Copyable {
  let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  /// Opens a device at a speed, raw and 8N1.
  ///
  /// - Throws: ``BusError`` with what to do about it.
  static func open(path: String, baud: Int) throws(BusError) -> SerialPort {
    if let holder = Self.holder(of: path) { throw BusError(Self.busy(path, holder)) }
    let descriptor = unsafe clio_serial_open(path, UInt32(clamping: baud))
    guard descriptor >= 0 else { throw BusError(Self.reason(descriptor, path: path, baud: baud)) }
    return SerialPort(descriptor: descriptor)
  }

  deinit { clio_close(descriptor) }

  /// What is there to be read.
  ///
  /// - Throws: ``BusError`` when the device went away.
  borrowing func read() throws(BusError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = unsafe bytes.withUnsafeMutableBufferPointer {
      unsafe clio_serial_read(descriptor, $0.baseAddress, UInt32($0.count))
    }
    guard count >= 0 else { throw BusError("it went away (\(BusError.text(of: count)))") }
    return Array(bytes.prefix(Int(count)))
  }

  /// Writes what there is room for, and returns how much that was.
  ///
  /// - Throws: ``BusError`` when the device went away.
  borrowing func write(_ bytes: [UInt8]) throws(BusError) -> Int {
    let count = unsafe bytes.withUnsafeBufferPointer {
      unsafe clio_serial_write(descriptor, $0.baseAddress, UInt32($0.count))
    }
    guard count >= 0 else { throw BusError("it went away (\(BusError.text(of: count)))") }
    return Int(count)
  }

  // MARK: - Reasons

  private static func holder(of path: String) -> String? {
    var name = [CChar](repeating: 0, count: 64)
    let process = unsafe clio_serial_holder(path, &name, UInt32(name.count))
    guard process > 0 else { return nil }
    let text = String(name)
    return "\(text.isEmpty ? "a program" : text) (process \(process))"
  }

  private static func busy(_ path: String, _ holder: String) -> String {
    let fix =
      holder.hasPrefix("ModemManager")
      ? "install the udev rule for configured dongles, and plug it in again" : "stop that program"
    return "\(path) is in use by \(holder); \(fix)"
  }

  private static func reason(_ code: Int32, path: String, baud: Int) -> String {
    switch -code {
    case ENOENT, ENODEV, ENXIO: return "\(path) does not exist; is the dongle plugged in?"
    case EACCES, EPERM:
      var name = [CChar](repeating: 0, count: 64)
      let isKnown = unsafe clio_device_group(path, &name, UInt32(name.count)) == 0
      let group = isKnown ? String(name) : "dialout"
      return "\(path): this user may not use it; sudo usermod -aG \(group) USER, then log in again"
    case EBUSY: return "\(path) is in use by another program; stop it: sudo fuser -v \(path)"
    case ENOTTY: return "\(path) is no serial device; see ls /dev/serial/by-id"
    case EINVAL: return "\(path) cannot run at \(baud) baud; is it the right device?"
    default: return "\(path): \(BusError.text(of: code))"
    }
  }
}

extension String {
  /// The text that C left in a buffer.
  fileprivate init(_ buffer: [CChar]) {
    self.init(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
