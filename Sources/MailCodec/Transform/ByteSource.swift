// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Where the inverse transform takes the bytes of the text stream from.
protocol ByteSource: ~Copyable {
  /// The next byte.
  ///
  /// - Throws: ``MailCodecError/truncated`` when there is none.
  mutating func next() throws(MailCodecError) -> UInt8
}

/// A text stream that lies in memory.
package struct ArraySource: ByteSource {
  private var bytes: ArraySlice<UInt8>

  /// A source that gives these bytes, then fails.
  package init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  mutating func next() throws(MailCodecError) -> UInt8 {
    guard let byte = bytes.popFirst() else { throw .truncated }
    return byte
  }
}
