// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto

/// A history in a file, for people who pack mails by hand.
///
/// | bytes | content |
/// |---|---|
/// | 17 | `loragw history 1` and a line feed |
/// | 32 | SHA-256 of all that follows |
/// | … | each mail, oldest first: length of its text (LEB128), text, length of its note, note |
public enum HistoryFile {
  private static let magic = Array("loragw history 1\n".utf8)
  private static let digestBytes = 32

  /// The bytes of a file.
  public static func encode(_ history: MailHistory) -> [UInt8] {
    let body = history.entries.flatMap { entry in
      VariableInteger.encoded(entry.text.count) + entry.text
        + VariableInteger.encoded(entry.note.count) + entry.note
    }
    return magic + Array(SHA256.hash(data: body)) + body
  }

  /// Reads a file; any bytes may be given.
  ///
  /// - Throws: ``HistoryFileError``.
  public static func decode(_ bytes: [UInt8]) throws(HistoryFileError) -> MailHistory {
    guard bytes.starts(with: magic) else { throw .otherFormat }
    let body = Array(bytes.dropFirst(magic.count + digestBytes))
    guard bytes.dropFirst(magic.count).prefix(digestBytes).elementsEqual(SHA256.hash(data: body))
    else { throw .damaged }
    var entries: [MailHistory.Entry] = []
    var position = 0
    while position < body.count {
      let text = try field(of: body, at: &position)
      let note = try field(of: body, at: &position)
      guard let entry = MailHistory.Entry(text: text, note: note) else { throw .damaged }
      entries.append(entry)
    }
    return MailHistory(entries)
  }

  private static func field(
    of body: [UInt8], at position: inout Int
  ) throws(HistoryFileError) -> [UInt8] {
    let count: Int
    do throws(MailCodecError) {
      count = try VariableInteger.decode(body, at: &position)
    } catch {
      throw .damaged
    }
    guard count <= body.count - position else { throw .damaged }
    defer { position += count }
    return Array(body[position..<position + count])
  }
}

/// Why a file is no history.
public enum HistoryFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// It does not begin as one of this version does.
  case otherFormat
  /// It is not as it was written.
  case damaged

  /// One clear line.
  public var description: String {
    switch self {
    case .otherFormat: "this is no history of this version of loragw; name another file"
    case .damaged: "this history is damaged; delete the file to begin a new one"
    }
  }
}
