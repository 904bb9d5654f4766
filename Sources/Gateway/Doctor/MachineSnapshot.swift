// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a machine has that a radio could hang on, as seen at one moment.
public struct MachineSnapshot: Equatable, Sendable {
  /// Whether this process may use a device.
  public enum Access: Hashable, Sendable {
    /// It may read and write.
    case granted
    /// The device belongs to a group this process is not in.
    case denied(group: String)
  }

  /// A device of the kernel.
  public struct Device: Hashable, Sendable {
    /// Below `/dev`, like `spidev0.0`.
    public var name: String
    /// Whether this process may use it.
    public var access: Access

    /// A device.
    public init(name: String, access: Access) {
      self.name = name
      self.access = access
    }
  }

  /// A chip of GPIO lines.
  public struct GPIOChip: Hashable, Sendable {
    /// One line.
    public struct Line: Hashable, Sendable {
      /// Its name, like `GPIO25`; empty when it has none.
      public var name: String
      /// Who has it; `nil` when it is free.
      public var consumer: String?

      /// A line.
      public init(name: String, consumer: String?) {
        self.name = name
        self.consumer = consumer
      }
    }

    /// The device.
    public var device: Device
    /// What the chip calls itself, like `pinctrl-bcm2711`.
    public var label: String
    /// Its lines in order; empty when the device may not be read.
    public var lines: [Line]

    /// A chip.
    public init(device: Device, label: String, lines: [Line]) {
      self.device = device
      self.label = label
      self.lines = lines
    }
  }

  /// A serial port with a USB device behind it.
  public struct SerialPort: Hashable, Sendable {
    /// The device.
    public var device: Device
    /// Its name below `/dev/serial/by-id`, which stays the same; `nil` when it has none.
    public var lastingName: String?
    /// The bridge's vendor and product, like `10c4:ea60`; `nil` when it does not say.
    public var usbID: String?

    /// A port.
    public init(device: Device, lastingName: String?, usbID: String?) {
      self.device = device
      self.lastingName = lastingName
      self.usbID = usbID
    }
  }

  /// What the machine calls itself, like "Raspberry Pi 4 Model B Rev 1.5".
  ///
  /// `nil` when it has no device tree.
  public var model: String?
  /// What the board's EEPROM says: vendor and product; `nil` without one.
  public var hat: HATIdentity?
  /// The SPI devices.
  public var spiDevices: [Device]
  /// The chips of GPIO lines.
  public var gpioChips: [GPIOChip]
  /// The serial ports with USB devices.
  public var serialPorts: [SerialPort]

  /// A machine.
  public init(
    model: String? = nil, hat: HATIdentity? = nil, spiDevices: [Device] = [],
    gpioChips: [GPIOChip] = [], serialPorts: [SerialPort] = []
  ) {
    self.model = model
    self.hat = hat
    self.spiDevices = spiDevices
    self.gpioChips = gpioChips
    self.serialPorts = serialPorts
  }
}

/// What the EEPROM of a HAT says.
public struct HATIdentity: Hashable, Sendable {
  /// Its maker.
  public var vendor: String
  /// Its name.
  public var product: String

  /// An identity.
  public init(vendor: String, product: String) {
    self.vendor = vendor
    self.product = product
  }
}
