// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import Testing

struct SerialDeviceNameTests {
  @Test func `a device is a path or a USB serial number`() {
    #expect(SerialDeviceName("/dev/serial/by-id/usb-x") == .path("/dev/serial/by-id/usb-x"))
    #expect(SerialDeviceName("usb:0001") == .usbSerial("0001"))
    for text in ["", "/", "usb:", "ttyUSB0", "by-id/x"] { #expect(SerialDeviceName(text) == nil) }
  }

  @Test func `names that the kernel numbers are known`() {
    for path in ["/dev/ttyUSB0", "/dev/ttyACM12"] {
      #expect(SerialDeviceName(path)?.isNumbered == true)
    }
    for path in ["/dev/serial/by-id/usb-x", "/dev/ttyAMA0", "usb:ttyUSB0"] {
      #expect(SerialDeviceName(path)?.isNumbered == false)
    }
  }
}
