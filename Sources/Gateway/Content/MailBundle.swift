// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec

/// Several packed mails in the payload of one message.
///
/// | bytes | content |
/// |---|---|
/// | 1 | number of mails n, 2 to 127 |
/// | 1-5 each | lengths of the first n - 1 mails as variable-length integers, at least 1 |
/// | … | the mails one after the other; the last one takes the rest, at least 1 byte |
///
/// Variable-length integers have seven bits a byte, lowest first, the top bit says that more
/// follow, in the shortest form only. Each mail keeps its own id, so that a mail that comes again
/// in other company is known.
package struct MailBundle: Equatable, Sendable {
  /// How many mails a bundle may hold.
  package static let counts = 2...127

  /// The packed mails.
  package let mails: [[UInt8]]

  /// Makes a bundle; nil when there are too few or too many mails, or one is empty.
  package init?(_ mails: [[UInt8]]) {
    guard Self.counts.contains(mails.count), mails.allSatisfy({ !$0.isEmpty }) else { return nil }
    self.mails = mails
  }

  /// Reads a payload; any bytes may be given.
  ///
  /// - Throws: ``ContentError`` when it is no bundle.
  package init(decoding payload: [UInt8]) throws(ContentError) {
    var reader = ContentReader(payload)
    let count = try reader.number("number of mails", in: Self.counts)
    var lengths: [Int] = []
    for _ in 1..<count {
      lengths.append(try reader.number("length of a mail", in: 1...payload.count))
    }
    var mails: [[UInt8]] = []
    for length in lengths { mails.append(try reader.take(length)) }
    guard reader.remaining > 0 else { throw .truncated }
    mails.append(try reader.take(reader.remaining))
    self.mails = mails
  }

  /// The payload.
  package var encoded: [UInt8] {
    VariableInteger.encoded(mails.count)
      + mails.dropLast().flatMap { VariableInteger.encoded($0.count) } + mails.joined()
  }

  /// The length of the payload for mails of these lengths.
  static func encodedBytes(_ lengths: some Collection<Int>) -> Int {
    lengths.reduce(1, +)
      + lengths.dropLast().reduce(0) { $0 + VariableInteger.encoded($1).count }
  }
}
