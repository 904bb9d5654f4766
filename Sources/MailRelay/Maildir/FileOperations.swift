// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The file calls that durable storing is made of, so that tests can record and break each.
package protocol FileOperations: Sendable {
  /// Makes a directory for its owner only; does nothing when there is one.
  func makeDirectory(_ path: String) throws(FileError)
  /// The names in a directory, but not `.` and `..`.
  func names(in directory: String) throws(FileError) -> [String]
  /// Makes a file that was not there, for its owner only.
  func create(_ path: String) throws(FileError) -> OpenFile
  /// Writes all octets.
  func write(_ octets: [UInt8], to file: OpenFile) throws(FileError)
  /// Brings the file's content to the disk.
  func synchronize(_ file: OpenFile) throws(FileError)
  /// Closes the file.
  func close(_ file: OpenFile) throws(FileError)
  /// Gives a file a second name, which must be free.
  func link(_ path: String, to newPath: String) throws(FileError)
  /// Takes a name away.
  func remove(_ path: String) throws(FileError)
  /// Brings the names in a directory to the disk.
  func synchronizeDirectory(_ path: String) throws(FileError)
}

/// A file that is open for writing.
package struct OpenFile: Hashable, Sendable {
  package let descriptor: Int32

  package init(descriptor: Int32) {
    self.descriptor = descriptor
  }
}

/// A file call that failed.
package struct FileError: Error, Hashable, Sendable {
  /// The call's name.
  package let call: String
  /// The path it was given.
  package let path: String
  /// The `errno` it left.
  package let code: Int32

  package init(call: String, path: String, code: Int32) {
    self.call = call
    self.path = path
    self.code = code
  }
}
