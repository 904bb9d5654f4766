// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailCodec
import MailRelay

/// What became of the recipients of mails that went the other way: the payload of one message.
///
/// It is a row of groups, each about one mail, at least one, in 4096 bytes at most:
///
/// | bytes | content |
/// |---|---|
/// | 1 | kind (bits 7-6), length of the id (bit 5: 0 = 4 bytes, 1 = 8 bytes), n - 1 (bits 4-0) |
/// | 4 or 8 | first bytes of an id |
/// | … | by kind: |
///
/// | kind | the id is of | behind the id |
/// |---|---|---|
/// | 0 recipients | the mail | n entries: recipient index (variable-length integer), ``ResultCode`` (2 bytes, big-endian) |
/// | 1 unreadable | the packed mail: SHA-256 | the code for all recipients (2 bytes); n = 1 |
/// | 2 question | the mail, or the packed mail | nothing; n = 1, 4 bytes of id |
/// | 3 | - | not used |
///
/// Recipients are counted from 0 as the mail's envelope on the air names them; the indices of a
/// group rise. One recipient of a mail takes 8 bytes, a further one 3 or 4. A question asks for
/// the results about every mail whose id begins so, with 8 bytes of id: 4 were ambiguous at their
/// reader. Results are never answered, but for a question.
package struct ResultList: Equatable, Sendable {
  /// The groups.
  package let groups: [Group]

  /// The results about one mail.
  package enum Group: Equatable, Sendable {
    /// About recipients; the id has 4 or 8 bytes, there are 1 to 32 entries.
    case recipients(mailID: [UInt8], [Entry])
    /// Nobody gets the mail: it cannot be read.
    case unreadable(packedID: [UInt8], ResultCode)
    /// Which mail was meant?
    case question(id: [UInt8])
  }

  /// The result about one recipient.
  package struct Entry: Equatable, Sendable {
    /// The recipient's index in the envelope on the air.
    package let recipient: Int
    /// What became of it.
    package let code: ResultCode

    package init(recipient: Int, code: ResultCode) {
      self.recipient = recipient
      self.code = code
    }
  }

  /// How many bytes of an id travel.
  package enum IDLength: Int, Sendable {
    case short = 4
    case long = 8
  }

  /// Entries of one group.
  package static let mostEntries = 32
  /// The longest payload, bytes: what a reader looks up for one message is bounded.
  package static let mostBytes = 4096
  /// The longest one result alone can be, bytes.
  static let mostBytesAlone = 1 + 8 + 2 + 2

  package init(groups: [Group]) { self.groups = groups }

  /// Reads a payload; any bytes may be given.
  ///
  /// - Throws: ``ContentError`` when it is no list of results.
  package init(decoding payload: [UInt8]) throws(ContentError) {
    guard payload.count <= Self.mostBytes else { throw .malformed("length of the results") }
    var reader = ContentReader(payload)
    var groups: [Group] = []
    repeat { groups.append(try Self.group(&reader)) } while reader.remaining > 0
    self.groups = groups
  }

  private static func group(_ reader: inout ContentReader) throws(ContentError) -> Group {
    let first = try reader.byte()
    let count = Int(first & 0x1F) + 1
    let length: IDLength = first & 0x20 == 0 ? .short : .long
    let id = try reader.take(length.rawValue)
    switch first >> 6 {
    case 0:
      var entries: [Entry] = []
      for _ in 0..<count {
        let least = (entries.last?.recipient ?? -1) + 1
        guard least < Limits.recipients else { throw .malformed("recipient of a result") }
        let recipient = try reader.number(
          "recipient of a result", in: least...Limits.recipients - 1)
        entries.append(Entry(recipient: recipient, code: try code(&reader)))
      }
      return .recipients(mailID: id, entries)
    case 1 where count == 1: return .unreadable(packedID: id, try code(&reader))
    case 2 where count == 1 && length == .short: return .question(id: id)
    default: throw .malformed("kind of a result")
    }
  }

  private static func code(_ reader: inout ContentReader) throws(ContentError) -> ResultCode {
    let bytes = try reader.take(2)
    guard let code = ResultCode(rawValue: UInt16(bytes[0]) << 8 | UInt16(bytes[1])) else {
      throw .malformed("code of a result")
    }
    return code
  }

  /// The payload.
  package var encoded: [UInt8] { groups.flatMap(Self.encoded) }

  private static func encoded(_ group: Group) -> [UInt8] {
    switch group {
    case .recipients(let id, let entries):
      return head(0, id, count: entries.count)
        + entries.flatMap { VariableInteger.encoded($0.recipient) + encoded($0.code) }
    case .unreadable(let id, let code): return head(1, id, count: 1) + encoded(code)
    case .question(let id): return head(2, id, count: 1)
    }
  }

  private static func head(_ kind: UInt8, _ id: [UInt8], count: Int) -> [UInt8] {
    [kind << 6 | (id.count == IDLength.long.rawValue ? 0x20 : 0) | UInt8(count - 1) & 0x1F] + id
  }

  private static func encoded(_ code: ResultCode) -> [UInt8] {
    [UInt8(code.rawValue >> 8), UInt8(code.rawValue & 0xFF)]
  }
}
