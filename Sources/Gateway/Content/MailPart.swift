// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec

/// A part of a packed mail in the payload of one message.
///
/// | bytes | content |
/// |---|---|
/// | 16 | mail id |
/// | 1 | which deliberate copy of the mail it is, from 0; goes into the id |
/// | 1-4 | length of the whole packed mail, variable-length integer |
/// | 1-3 | number of parts n, 2 to 65535, variable-length integer |
/// | 1-3 | index of this part, 0 to n - 1, variable-length integer |
/// | … | exactly the bytes that ``MailCut`` gives this part |
package struct MailPart: Equatable, Sendable {
  /// The longest everything before the bytes can be.
  package static let mostOverheadBytes = MailIdentity.airIDBytes + 1 + 5 + 3 + 3

  /// The id of the whole mail.
  package let mailID: [UInt8]
  /// Which deliberate copy of the mail it is.
  package let copy: UInt8
  /// How the mail is cut.
  package let cut: MailCut
  /// Which part this is, from 0.
  package let index: Int
  /// The bytes of the part.
  package let bytes: [UInt8]

  /// Cuts a part out of a packed mail; nil when there is no such part.
  package init?(_ index: Int, of packed: [UInt8], mailID: [UInt8], copy: UInt8, cut: MailCut) {
    guard mailID.count == MailIdentity.airIDBytes, packed.count == cut.totalBytes,
      (0..<cut.count).contains(index)
    else { return nil }
    self.mailID = mailID
    self.copy = copy
    self.cut = cut
    self.index = index
    bytes = Array(packed[cut.range(of: index)])
  }

  /// Reads a payload; any bytes may be given.
  ///
  /// - Throws: ``ContentError`` when it is no part.
  package init(decoding payload: [UInt8]) throws(ContentError) {
    var reader = ContentReader(payload)
    mailID = try reader.take(MailIdentity.airIDBytes)
    copy = try reader.byte()
    let total = try reader.number("length of a mail in parts", in: 2...MailCut.mostTotalBytes)
    let count = try reader.number("number of parts", in: MailCut.counts)
    index = try reader.number("index of a part", in: 0...count - 1)
    guard let cut = MailCut(totalBytes: total, count: count) else {
      throw .malformed("number of parts")
    }
    self.cut = cut
    guard reader.remaining == cut.range(of: index).count else {
      throw .malformed("length of a part")
    }
    bytes = try reader.take(reader.remaining)
  }

  /// The payload.
  package var encoded: [UInt8] {
    mailID + [copy] + VariableInteger.encoded(cut.totalBytes) + VariableInteger.encoded(cut.count)
      + VariableInteger.encoded(index) + bytes
  }
}
