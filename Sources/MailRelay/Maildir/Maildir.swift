// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import Synchronization

/// Tells attempts apart, so that two at once never write the same file.
private let attempts = Atomic<UInt64>(0)

/// A Maildir that takes each mail once and keeps it through a power cut.
///
/// A mail is written to `tmp/`, brought to the disk, linked into `new/` under its ``DeliveryID``,
/// and then the names in `new/` are brought to the disk. The octets are kept as they are, CRLF
/// included, and nothing is put in front. Maildir has no place for the envelope: sender and
/// recipients are lost here, so it serves tests and single users. LMTP keeps them.
package struct Maildir<Files: FileOperations>: Sendable {
  private let path: String
  private let files: Files

  package init(path: String, files: Files) {
    self.path = path
    self.files = files
  }

  /// Stores a mail; one with the same id that is there already counts as delivered.
  ///
  /// A mail that its reader has removed is not remembered and would be stored again.
  package func deliver(_ mail: [UInt8], id: DeliveryID) -> RecipientResult {
    do throws(FileError) {
      try prepare()
      if try !holds(id) { try store(mail, id) }
      // Also for a mail found there: an earlier attempt may have stopped short of this.
      try files.synchronizeDirectory("\(path)/new")
      return .delivered(Reply(250, .init(2, 1, 5), "Stored as \(id)"))
    } catch {
      return .temporary(Self.reply(error))
    }
  }

  private func prepare() throws(FileError) {
    try files.makeDirectory(path)
    for part in ["tmp", "new", "cur"] { try files.makeDirectory("\(path)/\(part)") }
    try files.synchronizeDirectory(path)
  }

  /// Whether the mail is in `new/`, or in `cur/` with the flags or sizes that readers append.
  private func holds(_ id: DeliveryID) throws(FileError) -> Bool {
    if try files.names(in: "\(path)/new").contains(id.text) { return true }
    return try files.names(in: "\(path)/cur").contains { name in
      name == id.text || name.hasPrefix("\(id):") || name.hasPrefix("\(id),")
    }
  }

  private func store(_ mail: [UInt8], _ id: DeliveryID) throws(FileError) {
    try removeLeftovers(of: id)
    let attempt = attempts.wrappingAdd(1, ordering: .relaxed).newValue
    let temporary = "\(path)/tmp/\(id)~\(attempt)"
    let file = try files.create(temporary)
    do throws(FileError) {
      try fill(file, mail)
      try name(temporary, id)
    } catch {
      // What stays in tmp/ when even this fails is removed by the next attempt.
      try? files.remove(temporary)
      throw error
    }
    try files.remove(temporary)
  }

  /// Gives the mail its place; when another attempt was faster, its mail is the same.
  private func name(_ temporary: String, _ id: DeliveryID) throws(FileError) {
    do throws(FileError) {
      try files.link(temporary, to: "\(path)/new/\(id)")
    } catch  where error.isAlreadyThere {
      return
    }
  }

  /// Removes what attempts cut short have left; one that still runs fails and is tried again.
  private func removeLeftovers(of id: DeliveryID) throws(FileError) {
    for leftover in try files.names(in: "\(path)/tmp") where leftover.hasPrefix("\(id)~") {
      do throws(FileError) {
        try files.remove("\(path)/tmp/\(leftover)")
      } catch  where error.isMissing {
        continue
      }
    }
  }

  private func fill(_ file: OpenFile, _ mail: [UInt8]) throws(FileError) {
    do throws(FileError) {
      try files.write(mail, to: file)
      try files.synchronize(file)
    } catch {
      try? files.close(file)
      throw error
    }
    try files.close(file)
  }

  private static func reply(_ error: FileError) -> Reply {
    error.isFull
      ? Reply(452, .init(4, 3, 1), "No room for the mail: \(error)")
      : Reply(451, .init(4, 3, 0), "The mail could not be stored: \(error)")
  }
}
