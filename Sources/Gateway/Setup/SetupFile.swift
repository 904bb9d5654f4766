// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Glibc

/// The file that `loragw setup` writes.
package struct SetupFile: Sendable {
  /// What becomes of a configuration that is there already.
  package enum Existing: Sendable {
    /// It stays, and nothing is written.
    case keep
    /// It is kept under another name, and replaced.
    case replace
  }

  private static let mode: UInt32 = 0o640
  private let path: String
  private let existing: Existing

  /// A file of this path.
  package init(path: String, existing: Existing) {
    self.path = path
    self.existing = existing
  }

  /// Looks whether the file could be written, before anybody is asked anything.
  ///
  /// - Throws: ``SetupFileError``.
  package func check() throws(SetupFileError) {
    if existing == .keep, unsafe access(path, F_OK) == 0 { throw .exists(path) }
    let directory = DurableFile.directory(of: path)
    var status = stat()
    guard unsafe stat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw .noDirectory(directory)
    }
    guard unsafe access(directory, W_OK) == 0 else { throw .notAllowed(directory) }
  }

  /// Writes it durably; gives the path under which a former one is kept.
  ///
  /// The owner and the group of the directory may read it, and the owner may change it: so the
  /// daemon can read what root wrote. A former one keeps its owner and mode.
  ///
  /// - Throws: ``SetupFileError``; a configuration that was there is then unchanged.
  package func write(_ text: String) throws(SetupFileError) -> String? {
    let bytes = Array(text.utf8)
    do throws(FileError) {
      if existing == .replace, unsafe access(path, F_OK) == 0 { return try replace(with: bytes) }
      var rights = try DurableFile.access(of: DurableFile.directory(of: path))
      rights.mode = Self.mode
      try DurableFile.write(bytes, to: path, access: rights, existing: .keep)
      return nil
    } catch {
      throw error.code == EEXIST ? .exists(path) : .file(error)
    }
  }

  private func replace(with bytes: [UInt8]) throws(FileError) -> String {
    let real = try DurableFile.resolved(path)
    let kept = "\(real).old"
    try DurableFile.whileLocked(real, orThrow: { $0 }) { () throws(FileError) in
      let former = try DurableFile.read(real, atMost: ConfigurationLimits.fileBytes)
      try DurableFile.write(former.bytes, to: kept, access: former.access, existing: .replace)
      try DurableFile.write(bytes, to: real, access: former.access, existing: .replace)
    }
    return kept
  }
}

/// Why `loragw setup` cannot write its file.
package enum SetupFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is a configuration already.
  case exists(String)
  /// The directory is not there.
  case noDirectory(String)
  /// This user may not write in the directory.
  case notAllowed(String)
  /// The system refused.
  case file(FileError)

  /// One line for the operator, with the way out.
  package var description: String {
    switch self {
    case .exists(let path):
      "\(path) is there already and was left alone; --force replaces it and keeps it as \(path).old"
    case .noDirectory(let path): "\(path): no such directory; make it first: install -d \(path)"
    case .notAllowed(let path):
      "\(path): this user may not write there; sudo loragw setup, or --config FILE for another place"
    case .file(let error): error.description
    }
  }
}
