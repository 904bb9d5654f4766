// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// A serial line of a modem that takes a command a line, one after the other: bytes take their time
/// in both directions, and so does thinking.
package struct EmulatedLine: Sendable {
  struct Chunk: Sendable {
    var ready: Instant
    var bytes: [UInt8]
  }

  /// The speed, 8N1.
  package let baudRate: Int
  /// The time from a command to its answer.
  package let thinking: Duration
  /// Into how many bytes at a time what is said is cut.
  package var chunkBytes = 16
  private var chunks: [Chunk] = []
  private var freeAt = Instant.zero
  private var inputFreeAt = Instant.zero
  private var line: [UInt8] = []
  /// Commands that wait to be read, each with the time of its end.
  private var commands: [(text: String, at: Instant)] = []
  /// Until when what was answered is on the line: no command is read meanwhile.
  private var answeredAt = Instant.zero

  /// An idle line.
  package init(baudRate: Int, thinking: Duration) {
    self.baudRate = baudRate
    self.thinking = thinking
  }

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

  /// When the next bytes are out, or the next command is read.
  package var nextEvent: Instant? {
    [chunks.first?.ready, nextReading].compactMap(\.self).min()
  }

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

  // MARK: - Commands

  private var nextReading: Instant? {
    commands.first.map { max($0.at + thinking, answeredAt) }
  }

  /// Whether a command waits for its answer.
  package var hasCommand: Bool { !commands.isEmpty }

  /// A command is to be read.
  package mutating func queue(_ command: (text: String, at: Instant)) { commands.append(command) }

  /// The next command that is read by now, and when.
  package mutating func nextCommand(by now: Instant) -> (text: String, at: Instant)? {
    guard let reading = nextReading, reading <= now else { return nil }
    return (commands.removeFirst().text, reading)
  }

  /// Says a line, before which no further command is read.
  package mutating func answer(_ text: String, at now: Instant) {
    answeredAt = say(text + "\r\n", at: now)
  }

  /// The module starts: what was to be read is forgotten, what was said is still on the line.
  package mutating func restart(at now: Instant) {
    commands = []
    answeredAt = now
  }

  /// Nothing is on the line.
  package mutating func clear() {
    let fresh = EmulatedLine(baudRate: baudRate, thinking: thinking)
    let size = chunkBytes
    self = fresh
    chunkBytes = size
  }
}
