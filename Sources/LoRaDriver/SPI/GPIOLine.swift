// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import CLinuxIO
private import Glibc
package import LoRaPHY

/// A GPIO line of the machine, requested from the kernel by libgpiod; used by one thread.
@safe package final class GPIOLine: OutputLine, InterruptLine {
  /// What a line is requested for.
  package enum Use: Sendable {
    /// Driven; high at first.
    case output
    /// Read, its rising edges noted.
    case risingEdges
    /// Read.
    case input
  }

  // The line is given back once, by deinit; libgpiod keeps no state that two threads could share.
  private nonisolated(unsafe) let line: OpaquePointer
  private let name: GPIOName
  /// Readable when an edge waits.
  package let descriptor: Int32

  /// Requests the line.
  ///
  /// - Throws: ``BusError`` with what to do about it.
  package init(_ name: GPIOName, use: Use) throws(BusError) {
    let kind =
      switch use {
      case .output: CLIO_LINE_OUTPUT
      case .risingEdges: CLIO_LINE_RISING_EDGES
      case .input: CLIO_LINE_INPUT
      }
    var opened: OpaquePointer?
    let code =
      switch name {
      case .line(let line): unsafe clio_line_open(nil, line, 0, kind, "loragw", &opened)
      case .lineOnChip(let label, let line):
        unsafe clio_line_open(label, line, 0, kind, "loragw", &opened)
      case .offset(let label, let offset):
        unsafe clio_line_open(label, nil, offset, kind, "loragw", &opened)
      }
    guard code == 0, let line = unsafe opened else { throw Self.error(name, code) }
    unsafe self.line = line
    self.name = name
    descriptor = use == .risingEdges ? unsafe clio_line_descriptor(line) : -1
  }

  deinit { unsafe clio_line_close(line) }

  /// Drives the line.
  ///
  /// - Throws: ``BusError`` when the kernel refuses.
  package func drive(_ level: LineLevel) throws(BusError) {
    let code = unsafe clio_line_set(line, level == .high ? 1 : 0)
    guard code == 0 else { throw Self.error(name, code) }
  }

  /// The level now.
  ///
  /// - Throws: ``BusError`` when the kernel refuses.
  package func level() throws(BusError) -> LineLevel {
    let code = unsafe clio_line_level(line)
    guard code >= 0 else { throw Self.error(name, code) }
    return code == 0 ? .low : .high
  }

  /// Takes the edges that wait; the kernel's time of the last.
  ///
  /// - Throws: ``BusError`` when the kernel refuses.
  package func takeEdges() throws(BusError) -> Instant? {
    var time: Int64 = 0
    let count = unsafe clio_line_take_edges(line, &time)
    guard count >= 0 else { throw Self.error(name, count) }
    return count == 0 ? nil : Instant(microseconds: time)
  }

  private static func error(_ name: GPIOName, _ code: Int32) -> BusError {
    let advice =
      switch -code {
      case ENODEV: "no GPIO chip of this machine has it; see gpioinfo for names and labels"
      case ENOTUNIQ: "several GPIO chips have it; name the chip's label too"
      case EBUSY: "it is in use; gpioinfo shows by whom (an overlay, or another program)"
      case EACCES, EPERM: "not permitted; the user must be in the group gpio"
      default: BusError.text(of: code)
      }
    return BusError("GPIO \(name): \(advice)")
  }
}
