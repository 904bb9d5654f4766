// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// The wire to one chip; used by one thread.
package protocol SPIBus: Sendable {
  /// Sends bytes and takes as many, in one assertion of chip select.
  ///
  /// - Throws: ``BusError`` when the system fails it, or moves less than all.
  func transfer(_ bytes: [UInt8]) throws(BusError) -> [UInt8]
}

/// A line that the chip listens to, such as reset.
package protocol OutputLine: Sendable {
  /// Drives the line.
  ///
  /// - Throws: ``BusError`` when the system fails it.
  func drive(_ level: LineLevel) throws(BusError)
}

/// A line of the chip that is read, such as BUSY.
package protocol InputLine: Sendable {
  /// The level now.
  ///
  /// - Throws: ``BusError`` when the system fails it.
  func level() throws(BusError) -> LineLevel
}

/// A line of the chip whose rising edges matter.
package protocol InterruptLine: InputLine {
  /// A descriptor that poll(2) finds readable when an edge waits.
  var descriptor: Int32 { get }

  /// Takes the edges that wait; the time of the last, nil when there was none.
  ///
  /// - Throws: ``BusError`` when the system fails it.
  func takeEdges() throws(BusError) -> Instant?
}

/// All wires of one chip.
package struct ChipWires: Sendable {
  /// The data.
  package var bus: any SPIBus
  /// Reset, low when in force; nil when the board does not wire it.
  package var reset: (any OutputLine)?
  /// The interrupt: DIO0 of an SX127x, DIO1 of an SX126x; nil when the board does not wire it.
  package var interrupt: (any InterruptLine)?
  /// BUSY of an SX126x.
  package var busy: (any InputLine)?
  /// High while the antenna leads to the receiver.
  package var receiveEnable: (any OutputLine)?
  /// High while the antenna leads to the transmitter.
  package var transmitEnable: (any OutputLine)?
  /// Lines that are high as long as the wires are open.
  package var held: [any OutputLine] = []

  /// Makes the bundle.
  package init(
    bus: any SPIBus, reset: (any OutputLine)? = nil, interrupt: (any InterruptLine)? = nil
  ) {
    self.bus = bus
    self.reset = reset
    self.interrupt = interrupt
  }
}
