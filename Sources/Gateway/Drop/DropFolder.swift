// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Glibc
import MailRelay

/// The files of a drop directory: `tmp` to write in, `new` for what is whole, `failed` for what was
/// refused, with the reason beside it.
///
/// Names are only ever used within `new`: what is moved away gets a name of ours.
package struct DropFolder: Sendable {
  /// Where it is.
  package let path: String
  private let files = DurableFiles()

  /// Where files appear.
  package let new: String
  private let tmp: String?
  private var failed: String { path + "/failed" }

  /// Names a drop directory.
  package init(path: String) {
    self.path = path
    new = path + "/new"
    tmp = path + "/tmp"
  }

  /// Names a directory in which files appear directly, as other programs have it.
  package init(flat path: String) {
    self.path = path
    new = path
    tmp = nil
  }

  /// Makes the directories that are missing, with the rights that the umask leaves to the group.
  ///
  /// - Throws: ``FileError``.
  package func prepare() throws(FileError) {
    for directory in [path, tmp, new, failed].compactMap(\.self) { try Self.make(directory) }
  }

  /// Makes a directory unless it is there, with the rights that the umask leaves to the group.
  ///
  /// - Throws: ``FileError``.
  static func make(_ directory: String) throws(FileError) {
    guard unsafe mkdir(directory, 0o770) != 0, errno != EEXIST else { return }
    throw FileError(path: directory, step: "create", code: errno)
  }

  /// What is whole, in the order of the names.
  func names() throws(FileError) -> [DropName] { DropName.all(in: try entries()) }

  /// All names, in no order.
  func entries() throws(FileError) -> [String] {
    do {
      return try files.names(in: new)
    } catch {
      throw FileError(path: new, step: "read", code: error.code)
    }
  }

  /// Opens a file to read; a symbolic link, or what is no regular file of one name, is refused.
  func open(_ name: String) throws(FileError) -> DropReader {
    try DropReader(path: new + "/" + name)
  }

  /// Takes files away that are answered for.
  func remove(_ names: [String]) throws(FileError) {
    for file in names {
      let path = new + "/" + file
      guard unsafe unlink(path) != 0, errno != ENOENT else { continue }
      throw FileError(path: path, step: "remove", code: errno)
    }
    try synchronize(new)
  }

  /// Puts files aside, with a text that says why.
  func reject(_ names: [String], id: String, why: String) throws(FileError) {
    let target = failed + "/" + id
    try DurableFile.write(
      Array(why.utf8), to: target + ".why", access: .init(mode: 0o660), existing: .keep)
    for file in names {
      let suffix = file.lastIndex(of: ".").map { String(file[$0...]) } ?? ""
      let path = new + "/" + file
      guard unsafe rename(path, target + suffix) != 0 else { continue }
      throw FileError(path: path, step: "rename", code: errno)
    }
    try synchronize(failed)
    try synchronize(new)
  }

  private func synchronize(_ directory: String) throws(FileError) {
    do {
      try files.synchronizeDirectory(directory)
    } catch {
      throw FileError(path: directory, step: "sync", code: error.code)
    }
  }
}

/// Reads a dropped file in pieces.
struct DropReader: ~Copyable {
  private let descriptor: Int32
  private let path: String
  private static let pieceBytes = 64 << 10

  /// - Throws: ``FileError``; `ELOOP` for a symbolic link, `EINVAL` for what is no regular file of
  ///   one name.
  init(path: String) throws(FileError) {
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW
    let descriptor = unsafe Glibc.open(path, flags)
    guard descriptor >= 0 else { throw FileError(path: path, step: "open", code: errno) }
    var status = stat()
    // A second name may be that of a file its owner never meant to send.
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_nlink == 1
    else {
      close(descriptor)
      throw FileError(path: path, step: "read", code: EINVAL)
    }
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close(descriptor) }

  /// The next octets; empty at the end.
  func next() throws(FileError) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: Self.pieceBytes)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 { return Array(buffer.prefix(count)) }
      guard errno == EINTR else { throw FileError(path: path, step: "read", code: errno) }
    }
  }

  /// All octets; one more than the limit when there are more.
  func all(upTo most: Int) throws(FileError) -> [UInt8] {
    var octets: [UInt8] = []
    while octets.count <= most {
      let piece = try next()
      guard !piece.isEmpty else { break }
      octets += piece.prefix(most + 1 - octets.count)
    }
    return octets
  }
}
