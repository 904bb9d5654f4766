// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import CLinuxIO

/// An open serial line, for this process alone.
struct SerialPort: ~Copyable {
  let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  /// Opens a device at a speed, raw and 8N1.
  ///
  /// - Throws: ``BusError`` with what to do about it.
  static func open(path: String, baud: Int) throws(BusError) -> SerialPort {
    if let holder = Self.holder(of: path) {
      throw BusError(SerialPortProblem.held(by: holder).text(path: path))
    }
    let descriptor = unsafe clio_serial_open(path, UInt32(clamping: baud))
    guard descriptor >= 0 else {
      let problem = SerialPortProblem(code: descriptor, group: Self.group(of: path), baud: baud)
      throw BusError(problem.text(path: path))
    }
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

  private static func holder(of path: String) -> SerialPortProblem.Holder? {
    var name = [CChar](repeating: 0, count: 64)
    let process = unsafe clio_serial_holder(path, &name, UInt32(name.count))
    guard process > 0 else { return nil }
    return SerialPortProblem.Holder(name: String(name), process: process)
  }

  private static func group(of path: String) -> String? {
    var name = [CChar](repeating: 0, count: 64)
    let isKnown = unsafe clio_device_group(path, &name, UInt32(name.count)) == 0
    return isKnown ? String(name) : nil
  }
}

extension String {
  /// The text that C left in a buffer.
  fileprivate init(_ buffer: [CChar]) {
    self.init(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
