// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Finds the KISS frames in bytes that come split anyhow.
///
/// What stands before the first ``KISSFrame/end`` is no frame; nor is one with a wrong escape, or a
/// longer one than the modem ever sends.
package struct KISSDecoder: Sendable {
  /// The longest content, its type included.
  private let most: Int
  private var content: [UInt8] = []
  private var state = State.outside
  /// Bytes that were part of no frame.
  package private(set) var strangeBytes = 0

  private enum State {
    case outside
    case inside
    case escaped
  }

  /// A decoder of frames with so many bytes at most, type included, escapes not.
  package init(most: Int = 1024) { self.most = most }

  /// The contents, type first, of the frames that end in these bytes.
  package mutating func take(_ bytes: [UInt8]) -> [[UInt8]] {
    bytes.compactMap { take($0) }
  }

  private mutating func take(_ byte: UInt8) -> [UInt8]? {
    switch (state, byte) {
    case (.escaped, KISSFrame.end):
      begin()
      strangeBytes += 1
    case (_, KISSFrame.end):
      defer { begin() }
      return content.isEmpty ? nil : content
    case (.outside, _): strangeBytes = min(strangeBytes + 1, .max - 1)
    case (.inside, KISSFrame.escape): state = .escaped
    case (.inside, _): append(byte)
    case (.escaped, KISSFrame.escapedEnd): append(KISSFrame.end)
    case (.escaped, KISSFrame.escapedEscape): append(KISSFrame.escape)
    case (.escaped, _): abandon()
    }
    return nil
  }

  private mutating func begin() {
    state = .inside
    content = []
  }

  private mutating func append(_ byte: UInt8) {
    state = .inside
    guard content.count < most else { return abandon() }
    content.append(byte)
  }

  private mutating func abandon() {
    strangeBytes += content.count + 1
    content = []
    state = .outside
  }
}
