// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Cuts a stream of bytes into lines: CR, LF or both end one, empty ones are left out.
package struct LineSplitter: Sendable {
  /// The longest line in bytes; longer ones are dropped as a whole.
  package let limit: Int
  /// Lines dropped because they were too long.
  package private(set) var overlong = 0
  private var line: [UInt8] = []
  private var isDropping = false

  /// Begins with an empty line.
  package init(limit: Int) { self.limit = limit }

  /// Takes bytes; returns the lines they complete, with U+FFFD for what is not UTF-8.
  package mutating func append(_ bytes: [UInt8]) -> [String] {
    var lines: [String] = []
    for byte in bytes {
      guard byte == 0x0D || byte == 0x0A else {
        keep(byte)
        continue
      }
      if !line.isEmpty { lines.append(String(decoding: line, as: UTF8.self)) }
      line = []
      isDropping = false
    }
    return lines
  }

  private mutating func keep(_ byte: UInt8) {
    guard !isDropping else { return }
    guard line.count < limit else {
      line = []
      isDropping = true
      overlong += 1
      return
    }
    line.append(byte)
  }
}
