// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// KISS as firmware does it: byte by byte into a buffer.
struct FirmwareKISS: Sendable {
  private var buffer: [UInt8] = []
  private var isActive = false
  private var isEscaped = false

  mutating func take(_ byte: UInt8) -> [UInt8]? {
    if byte == 0xC0 {
      defer { (buffer, isActive, isEscaped) = ([], true, false) }
      return isActive && !buffer.isEmpty ? buffer : nil
    }
    guard isActive else { return nil }
    if byte == 0xDB {
      isEscaped = true
      return nil
    }
    let plain = !isEscaped ? byte : byte == 0xDC ? 0xC0 : byte == 0xDD ? 0xDB : byte
    isEscaped = false
    buffer.append(plain)
    return nil
  }

  static func frame(_ type: UInt8, _ data: [UInt8]) -> [UInt8] {
    [0xC0, type]
      + data.flatMap { $0 == 0xC0 ? [0xDB, 0xDC] : $0 == 0xDB ? [0xDB, 0xDD] : [$0] } + [0xC0]
  }
}
