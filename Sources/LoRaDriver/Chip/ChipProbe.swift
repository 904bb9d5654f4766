// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import CLinuxIO
internal import LoRaPHY

/// Asks a chip who it is; nothing is sent on the air.
///
/// Resets the chip where its reset line is wired. Blocks, for 150 ms at most.
package struct ChipProbe {
  /// What an SX126x said.
  package enum Status: Sendable, Equatable {
    /// The status that comes with each answer (datasheet §13.5.1).
    case answers(UInt8)
    /// BUSY stays high.
    case busy
    /// The chip answers, but a register does not keep what is written.
    case forgets
  }

  private let wires: ChipWires

  /// Makes ready to ask the chip on these wires.
  package init(_ wires: ChipWires) { self.wires = wires }

  /// RegVersion of an SX127x (datasheet §6.4); 0x12 but for older families.
  ///
  /// - Throws: ``BusError`` when the system fails it.
  package func sx127xVersion() throws(BusError) -> UInt8 {
    try reset()
    return try wires.bus.transfer([SX127xRegister.version.rawValue, 0x00]).last ?? 0
  }

  /// The status of an SX126x; a chip whose reset line we hold must keep a register, too.
  ///
  /// - Throws: ``BusError`` when the system fails it.
  package func sx126xStatus() throws(BusError) -> Status {
    try reset()
    guard try isReady() else { return .busy }
    let status = try wires.bus.transfer([SX126xCommand.getStatus.rawValue, 0x00]).last ?? 0
    // A chip without a reset line of ours may be at work for somebody else: only asked.
    guard wires.reset != nil, SX126xMode(status: status) == .standbyRC else {
      return .answers(status)
    }
    // The sync word before and after; the reset ahead of each use would restore it anyhow.
    for bytes in [[0xA5, 0x5A], [0x14, 0x24]] as [[UInt8]] {
      let address = SX126xRegister.syncWord.bytes
      guard try isReady() else { return .busy }
      _ = try wires.bus.transfer([SX126xCommand.writeRegister.rawValue] + address + bytes)
      guard try isReady() else { return .busy }
      let answer = try wires.bus.transfer(
        [SX126xCommand.readRegister.rawValue] + address + [0, 0, 0])
      guard answer.suffix(2) == bytes[...] else { return .forgets }
    }
    return .answers(status)
  }

  private func reset() throws(BusError) {
    // Outputs are high when they are opened.
    try wires.transmitEnable?.drive(.low)
    try wires.receiveEnable?.drive(.low)
    guard let reset = wires.reset else { return }
    try reset.drive(.low)
    clio_pause(ChipTimes.resetLow.wholeMicroseconds)
    try reset.drive(.high)
    clio_pause(ChipTimes.resetRecovery.wholeMicroseconds)
  }

  /// Waits until BUSY is low; without the line, so long as commands take.
  private func isReady() throws(BusError) -> Bool {
    guard let busy = wires.busy else {
      clio_pause(5000)
      return true
    }
    for _ in 0..<100 {
      if try busy.level() == .low { return true }
      clio_pause(1000)
    }
    return false
  }
}
