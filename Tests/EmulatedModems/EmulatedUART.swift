// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import LoRaPHY

/// The receiving end of a serial line: bytes take their time, and wait until the firmware reads.
struct EmulatedUART: Sendable {
  /// What it keeps for a firmware that does not read; what comes then is lost.
  let bufferBytes: Int
  /// One byte, 8N1.
  let byteTime: Duration

  private var waiting: [(bytes: [UInt8], end: Instant)] = []
  private var lineFreeAt = Instant.zero

  init(bufferBytes: Int, baud: Int) {
    self.bufferBytes = bufferBytes
    byteTime = .microseconds(10_000_000 / baud)
  }

  /// When there is something to be read next.
  var nextArrival: Instant? { waiting.first?.end }

  /// Bytes that were written at the far end.
  mutating func arrive(_ bytes: [UInt8], at now: Instant) {
    lineFreeAt = max(lineFreeAt, now) + byteTime * bytes.count
    let room = bufferBytes - waiting.reduce(0) { $0 + $1.bytes.count }
    let kept = Array(bytes.prefix(max(room, 0)))
    if !kept.isEmpty { waiting.append((kept, lineFreeAt)) }
  }

  /// The next piece that is here.
  mutating func read(at now: Instant) -> [UInt8]? {
    guard let first = waiting.first, first.end <= now else { return nil }
    return waiting.removeFirst().bytes
  }
}
