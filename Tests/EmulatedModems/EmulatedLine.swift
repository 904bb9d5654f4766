// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// A serial line of a modem that takes a command a line: bytes take their time in both directions.
package struct EmulatedLine: Sendable {
  struct Chunk: Sendable {
    var ready: Instant
    var bytes: [UInt8]
  }

  /// The speed, 8N1.
  package let baudRate: Int
  /// Into how many bytes at a time what is said is cut.
  package var chunkBytes = 16
  private var chunks: [Chunk] = []
  private var freeAt = Instant.zero
  private var inputFreeAt = Instant.zero
  private var line: [UInt8] = []

  /// An idle line.
  package init(baudRate: Int) { self.baudRate = baudRate }

  /// The time of so many bytes.
  package func time(bytes: Int) -> Duration { .microseconds(bytes * 10_000_000 / baudRate) }

  /// Says something; when the last byte is out.
  @discardableResult
  package mutating func say(_ text: String, at now: Instant) -> Instant {
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: max(chunkBytes, 1)) {
      let chunk = Array(bytes[start..<min(start + max(chunkBytes, 1), bytes.count)])
      freeAt = max(freeAt, now) + time(bytes: chunk.count)
      chunks.append(Chunk(ready: freeAt, bytes: chunk))
    }
    return freeAt
  }

  /// When the next bytes are out.
  package var nextEvent: Instant? { chunks.first?.ready }

  /// Takes what is out by now.
  package mutating func take(at now: Instant) -> [UInt8] {
    let ready = chunks.prefix { $0.ready <= now }
    chunks.removeFirst(ready.count)
    return ready.flatMap(\.bytes)
  }

  /// Bytes from the host; the lines they complete, each with the time of its end.
  package mutating func receive(
    _ bytes: [UInt8], at now: Instant
  ) -> [(text: String, at: Instant)] {
    var lines: [(String, Instant)] = []
    for byte in bytes {
      inputFreeAt = max(inputFreeAt, now) + time(bytes: 1)
      guard byte == 0x0D || byte == 0x0A else {
        line.append(byte)
        continue
      }
      if !line.isEmpty { lines.append((String(decoding: line, as: UTF8.self), inputFreeAt)) }
      line = []
    }
    return lines
  }

  /// Nothing is on the line.
  package mutating func clear() {
    let fresh = EmulatedLine(baudRate: baudRate)
    let size = chunkBytes
    self = fresh
    chunkBytes = size
  }
}
