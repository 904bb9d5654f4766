// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import CLinuxIO
private import Glibc

/// An SPI device of the machine, by spidev; used by one thread.
package final class SPIDevice: SPIBus {
  private let descriptor: Int32
  private let path: String
  private let chipSelect: GPIOLine?

  /// Opens the device.
  ///
  /// - Throws: ``BusError`` with what to do about it.
  package init(_ board: SPIBoard) throws(BusError) {
    path = board.device
    let line: GPIOLine? =
      switch board.chipSelect {
      case .controller: nil
      case .line(let name): try GPIOLine(name, use: .output)
      }
    chipSelect = line
    let hertz = min(max(board.hertz, 100_000), 10_000_000)
    descriptor = unsafe clio_spi_open(board.device, hertz, line == nil ? 1 : 0)
    guard descriptor >= 0 else { throw Self.error(board.device, descriptor) }
  }

  deinit { if descriptor >= 0 { clio_close(descriptor) } }

  /// Sends bytes and takes as many, in one assertion of chip select.
  ///
  /// - Throws: ``BusError`` when the system fails it, or moves less than all.
  package func transfer(_ bytes: [UInt8]) throws(BusError) -> [UInt8] {
    var bytes = bytes
    try chipSelect?.drive(.low)
    let code = unsafe clio_spi_transfer(descriptor, &bytes, UInt32(clamping: bytes.count))
    try chipSelect?.drive(.high)
    guard code == 0 else { throw Self.error(path, code) }
    return bytes
  }

  private static func error(_ path: String, _ code: Int32) -> BusError {
    let advice =
      switch -code {
      case ENOENT: "no such device; enable SPI (dtparam=spi=on) or name another one"
      case EACCES, EPERM: "not permitted; the user must be in the group spi"
      case EBUSY: "it is in use by another program"
      default: BusError.text(of: code)
      }
    return BusError("\(path): \(advice)")
  }
}

extension BusError {
  /// What the system calls an error, given as -errno.
  static func text(of code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 128)
    guard unsafe strerror_r(-code, &buffer, buffer.count) == 0 else { return "error \(-code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

extension ChipWires {
  /// Opens all wires of a board.
  ///
  /// - Throws: ``BusError`` with what to do about it.
  package init(_ board: SPIBoard) throws(BusError) {
    func open(_ name: GPIOName?, _ use: GPIOLine.Use) throws(BusError) -> GPIOLine? {
      guard let name else { return nil }
      return try GPIOLine(name, use: use)
    }
    self.init(
      bus: try SPIDevice(board), reset: try open(board.reset, .output),
      interrupt: try open(board.interrupt, .risingEdges))
    busy = try open(board.busy, .input)
    receiveEnable = try open(board.receiveEnable, .output)
    transmitEnable = try open(board.transmitEnable, .output)
    for name in board.held { held.append(try GPIOLine(name, use: .output)) }
  }
}
