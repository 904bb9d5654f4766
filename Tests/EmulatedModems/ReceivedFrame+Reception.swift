// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaDriver
internal import LoRaPHY

extension ReceivedFrame {
  /// Whether a receiver that listens since then hears the frame: five symbols of preamble will do.
  func begins(after since: Instant) -> Bool {
    let modulation = channel.modulation
    let start = at - modulation.timeOnAir(payloadBytes: bytes.count)
    return since <= start + modulation.symbolDuration * max(modulation.preambleSymbols - 5, 0)
  }

  /// Whether a receiver on that channel understands the frame.
  func isHeard(on other: RadioChannel) -> Bool {
    channel.frequency == other.frequency
      && channel.modulation.spreadingFactor == other.modulation.spreadingFactor
      && channel.modulation.bandwidth == other.modulation.bandwidth
  }
}

extension [UInt8] {
  /// Two hexadecimal digits for each byte.
  var digits: String {
    map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
  }
}

extension String {
  /// Reads two hexadecimal digits for each byte.
  var undigited: [UInt8]? {
    let values = Array(utf8).map { UInt8(String(decoding: [$0], as: UTF8.self), radix: 16) }
    guard values.count.isMultiple(of: 2), !values.contains(nil) else { return nil }
    return stride(from: 0, to: values.count, by: 2).map {
      (values[$0] ?? 0) << 4 | (values[$0 + 1] ?? 0)
    }
  }
}
