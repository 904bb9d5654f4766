// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import CLinuxIO

/// Names a serial device by what stays the same when it is plugged in again.
public enum SerialDeviceName: Hashable, Sendable {
  /// A path, such as a link in `/dev/serial/by-id`.
  case path(String)
  /// The serial number of a USB device, looked for in `/dev/serial/by-id`.
  case usbSerial(String)

  /// Where udev links serial devices by maker, model and serial number.
  static let directory = "/dev/serial/by-id"

  /// Reads an absolute path, or `usb:` and a serial number; nil when it is neither.
  public init?(_ text: String) {
    if text.hasPrefix("/"), text.count > 1 {
      self = .path(text)
    } else if text.hasPrefix("usb:"), text.count > 4 {
      self = .usbSerial(String(text.dropFirst(4)))
    } else {
      return nil
    }
  }

  /// Whether the kernel numbers the name anew with each plugging in: `/dev/ttyUSB0`, `ttyACM0`.
  public var isNumbered: Bool {
    guard case .path(let path) = self else { return false }
    return ["/dev/ttyUSB", "/dev/ttyACM"].contains { path.hasPrefix($0) }
  }

  /// The directory in which the name appears when the device does.
  var directory: String {
    guard case .path(let path) = self, let slash = path.lastIndex(of: "/"),
      slash > path.startIndex
    else { return Self.directory }
    return String(path[..<slash])
  }

  /// The path to open now; nil while there is none.
  func resolved(in directory: String = Self.directory) -> String? {
    guard case .usbSerial(let serial) = self else { return description }
    var name = [CChar](repeating: 0, count: 256)
    // The names are usb-MAKER_MODEL_SERIAL-ifNN-portN.
    guard unsafe clio_find_name(directory, "_\(serial)-if", &name, UInt32(name.count)) == 0 else {
      return nil
    }
    let bytes = name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
    return directory + "/" + String(decoding: bytes, as: UTF8.self)
  }
}

extension SerialDeviceName: CustomStringConvertible {
  /// The name as it is configured.
  public var description: String {
    switch self {
    case .path(let path): path
    case .usbSerial(let serial): "usb:\(serial)"
    }
  }
}
