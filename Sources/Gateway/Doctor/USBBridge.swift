// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// USB chips that LoRa dongles are seen with; they tell the bridge, not what speaks behind it.
enum USBBridge {
  /// Vendor and product in hexadecimal, and the chip's name.
  static let names = [
    "10c4:ea60": "CP210x: Heltec, T-Lora and others",
    "1a86:55d4": "CH9102: T-Beam, T-Lora and others",
    "1a86:7523": "CH340: LoStik, RAK carriers and others",
    "1a86:5512": "CH341 in SPI mode: not a serial dongle",
    "239a:8029": "nRF52840: RAK4631, T-Echo",
    "239a:0029": "nRF52840 in its boot loader",
    "303a:1001": "ESP32-S3/C3",
    "0403:6015": "FTDI", "0403:6001": "FTDI",
  ]
}
