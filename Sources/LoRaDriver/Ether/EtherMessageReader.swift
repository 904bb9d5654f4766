// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Cuts a stream of bytes into messages.
package struct EtherMessageReader: Sendable {
  private var buffer: [UInt8] = []
  private var start = 0

  /// A reader at the beginning of a stream.
  package init() {}

  /// Takes bytes as they arrive, in pieces of any size.
  package mutating func append(_ bytes: some Collection<UInt8>) {
    buffer.removeFirst(start)
    start = 0
    buffer.append(contentsOf: bytes)
  }

  /// The next whole message; nil until more bytes arrive.
  ///
  /// - Throws: ``EtherMessageError``; the stream is of no further use then.
  package mutating func next() throws(EtherMessageError) -> EtherMessage? {
    guard buffer.count - start >= 2 else { return nil }
    let count = Int(buffer[start]) << 8 | Int(buffer[start + 1])
    guard (2...EtherLimits.messageBytes).contains(count) else { throw .length(count) }
    let end = start + 2 + count
    guard end <= buffer.count else { return nil }
    let message = try EtherMessage(decoding: buffer[(start + 2)..<end])
    start = end
    return message
  }
}
