// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import EmulatedModems
import LoRaDriver
import LoRaPHY

/// A modem that speaks in lines, with its driver.
enum LineModemKind: String, CaseIterable {
  case rn2xx3, rui3

  var driver: any SerialModem {
    switch self {
    case .rn2xx3: RN2xx3Modem(settings: RN2xx3Settings(powerDBm: 14))
    case .rui3: RUI3Modem(settings: RUI3Settings(powerDBm: 14))
    }
  }

  /// What goes wrong, and into how many bytes at a time the modem cuts what it says.
  func firmware(
    _ faults: ModemFaults = ModemFaults(), _ lineFaults: LineFaults = LineFaults(),
    chunkBytes: Int = 16
  ) -> any EmulatedFirmware {
    switch self {
    case .rn2xx3:
      var modem = EmulatedRN2xx3()
      (modem.faults, modem.lineFaults, modem.line.chunkBytes) = (faults, lineFaults, chunkBytes)
      return modem
    case .rui3:
      var modem = EmulatedRUI3()
      (modem.faults, modem.lineFaults, modem.line.chunkBytes) = (faults, lineFaults, chunkBytes)
      return modem
    }
  }

  static func violations(_ firmware: any EmulatedFirmware) -> [String] {
    (firmware as? EmulatedRN2xx3)?.violations ?? (firmware as? EmulatedRUI3)?.violations ?? []
  }

  static func isReceiving(_ firmware: any EmulatedFirmware) -> Bool {
    (firmware as? EmulatedRN2xx3)?.isReceiving ?? (firmware as? EmulatedRUI3)?.isReceiving ?? false
  }

  static func starts(_ firmware: any EmulatedFirmware) -> Int {
    (firmware as? EmulatedRN2xx3)?.starts ?? (firmware as? EmulatedRUI3)?.starts ?? 0
  }
}

extension RadioChannel {
  /// A channel that all serial modems can be tuned to: with a CRC.
  static func modem(
    _ factor: SpreadingFactor = .sf7, bandwidth: Bandwidth = .kHz125, hertz: UInt32 = 868_100_000
  ) -> RadioChannel {
    var channel = RadioChannel.test(factor, bandwidth: bandwidth, hertz: hertz)
    channel.modulation.payloadCRC = .present
    return channel
  }
}

extension Result where Success == SerialAnswer, Failure == RadioError {
  static var done: Self { .success(.done) }

  /// Why the request failed.
  var error: RadioError? {
    switch self {
    case .success: nil
    case .failure(let error): error
    }
  }
}

/// A frame of so many bytes, different for each salt.
func modemFrame(_ count: Int, salt: Int = 0) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ salt &* 7) }
}
