// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Where a chip is wired to the machine.
public struct SPIBoard: Sendable, Hashable {
  /// Who asserts chip select.
  public enum ChipSelect: Sendable, Hashable {
    /// The SPI controller, by the device's own line.
    case controller
    /// A line of ours.
    case line(GPIOName)
  }

  /// The device, such as `/dev/spidev0.1`.
  public var device: String
  /// The clock in hertz, 100,000...10,000,000.
  public var hertz: UInt32
  /// Who asserts chip select.
  public var chipSelect: ChipSelect
  /// The reset line; nil when it is not wired.
  public var reset: GPIOName?
  /// The interrupt line, DIO0 of an SX127x, DIO1 of an SX126x; nil when it is not wired.
  public var interrupt: GPIOName?
  /// BUSY of an SX126x.
  public var busy: GPIOName?
  /// RXEN of an antenna switch outside the chip.
  public var receiveEnable: GPIOName?
  /// TXEN of an antenna switch outside the chip.
  public var transmitEnable: GPIOName?
  /// Lines that are held high, such as the power of an amplifier.
  public var held: [GPIOName] = []

  /// Makes the description; 2 MHz, chip select by the controller.
  public init(
    device: String, hertz: UInt32 = 2_000_000, chipSelect: ChipSelect = .controller,
    reset: GPIOName? = nil, interrupt: GPIOName? = nil
  ) {
    self.device = device
    self.hertz = hertz
    self.chipSelect = chipSelect
    self.reset = reset
    self.interrupt = interrupt
  }
}

/// A GPIO line, told by names: the numbers of chips differ from kernel to kernel.
public enum GPIOName: Sendable, Hashable {
  /// By its name, such as `GPIO25`, on whichever chip has it.
  case line(String)
  /// By its name on the chip with a label, such as `pinctrl-rp1`.
  case lineOnChip(label: String, line: String)
  /// By its place on the chip with a label; for kernels that do not name lines.
  case offset(label: String, UInt32)
}

extension GPIOName: CustomStringConvertible {
  /// The line as an operator would name it.
  public var description: String {
    switch self {
    case .line(let name): name
    case .lineOnChip(let label, let name): "\(name) on \(label)"
    case .offset(let label, let offset): "line \(offset) on \(label)"
    }
  }
}
