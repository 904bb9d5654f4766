// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Glibc

/// A system call on a file that failed.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The path that was worked on.
  public var path: String
  /// What was tried, as a verb: "open", "write", "rename".
  public var step: String
  /// The `errno` of the failure.
  public var code: Int32

  /// Gathers the fields.
  public init(path: String, step: String, code: Int32) {
    self.path = path
    self.step = step
    self.code = code
  }

  /// One line without a newline, fit for standard error.
  public var description: String {
    "\(path): cannot \(step): \(FileError.text(of: code))"
  }

  /// The C library's words for an `errno`.
  static func text(of code: Int32) -> String {
    guard let words = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: words)
  }
}

/// Small files that must be whole after any crash.
///
/// A write goes to a new file beside the final one, is synced, takes the final name in one step,
/// and then the directory is synced: a power cut leaves the old file or the new one.
package enum DurableFile {
  /// Whether a file of that name may be there already.
  package enum Existing: Sendable {
    /// An existing file is replaced.
    case replace
    /// An existing file wins: the write fails with `EEXIST`.
    case keep
  }

  /// Who may do what with a file.
  package struct Access: Equatable, Sendable {
    /// The permission bits, for example 0o400.
    package var mode: UInt32
    /// The user to give the file to, where the system lets us; `nil` for our own.
    package var user: UInt32?
    /// The group to give the file to, where the system lets us; `nil` for our own.
    package var group: UInt32?

    /// Gathers the fields.
    package init(mode: UInt32, user: UInt32? = nil, group: UInt32? = nil) {
      self.mode = mode
      self.user = user
      self.group = group
    }
  }

  /// A file's bytes, and who may do what with it.
  package struct Contents: Equatable, Sendable {
    /// The bytes of the whole file.
    package var bytes: [UInt8]
    /// Mode and owner.
    package var access: Access
  }

  /// Reads a regular file of at most `limit` bytes.
  ///
  /// - Throws: `FileError`; `EFBIG` for a larger file, `EINVAL` for what is no regular file.
  package static func read(_ path: String, atMost limit: Int) throws(FileError) -> Contents {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(path, "open") }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw failure(path, "stat") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(path: path, step: "read", code: EINVAL)
    }
    let bytes = try contents(of: descriptor, path: path, atMost: limit)
    return Contents(bytes: bytes, access: access(status))
  }

  /// Mode and owner of whatever has that path.
  ///
  /// - Throws: `FileError` when nothing has.
  package static func access(of path: String) throws(FileError) -> Access {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw failure(path, "open") }
    return access(status)
  }

  private static func access(_ status: stat) -> Access {
    Access(mode: status.st_mode & 0o7777, user: status.st_uid, group: status.st_gid)
  }

  /// Writes a file durably under its final name.
  ///
  /// - Throws: `FileError` with the step that failed; the final name is then untouched.
  package static func write(
    _ bytes: [UInt8], to path: String, access: Access, existing: Existing
  ) throws(FileError) {
    let directory = directory(of: path)
    let temporary = "\(path).\(String(UInt64.random(in: 0...UInt64.max), radix: 36)).new"
    try writeSynced(bytes, to: temporary, access: access)
    defer { _ = unsafe unlink(temporary) }
    switch existing {
    case .replace:
      guard unsafe rename(temporary, path) == 0 else { throw failure(path, "rename") }
    case .keep:
      guard unsafe link(temporary, path) == 0 else { throw failure(path, "create") }
    }
    try syncDirectory(directory)
  }

  /// Runs `body` while this process alone holds the lock of the directory that holds `path`.
  ///
  /// Two commands that edit the same file at once come one after the other.
  package static func whileLocked<Result, Failure: Error>(
    _ path: String, orThrow wrap: (FileError) -> Failure, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let directory = directory(of: path)
    let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw wrap(failure(directory, "open")) }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw wrap(failure(directory, "lock")) }
    }
    return try body()
  }

  /// The path with symbolic links resolved, so that a rewrite keeps the link.
  ///
  /// - Throws: `FileError` when the file is not there.
  package static func resolved(_ path: String) throws(FileError) -> String {
    guard let real = unsafe realpath(path, nil) else { throw failure(path, "open") }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  /// The directory that holds a path.
  static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func failure(_ path: String, _ step: String) -> FileError {
    FileError(path: path, step: step, code: errno)
  }

  private static func contents(
    of descriptor: Int32, path: String, atMost limit: Int
  ) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 16_384)
    while true {
      let capacity = block.count
      let count = unsafe Glibc.read(descriptor, &block, capacity)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, "read") }
      guard count > 0 else { return bytes }
      bytes += block[..<count]
      guard bytes.count <= limit else { throw FileError(path: path, step: "read", code: EFBIG) }
    }
  }

  private static func writeSynced(
    _ bytes: [UInt8], to path: String, access: Access
  ) throws(FileError) {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    let descriptor = unsafe open(path, flags, mode_t(0o600))
    guard descriptor >= 0 else { throw failure(path, "create") }
    do throws(FileError) {
      try writeAll(bytes, to: descriptor, path: path)
      try apply(access, to: descriptor, path: path)
      guard fsync(descriptor) == 0 else { throw failure(path, "sync") }
    } catch {
      close(descriptor)
      _ = unsafe unlink(path)
      throw error
    }
    guard close(descriptor) == 0 else {
      let error = failure(path, "close")
      _ = unsafe unlink(path)
      throw error
    }
  }

  /// Gives the file away where we may (only root may), then sets the mode, in this order because a
  /// new owner clears mode bits.
  private static func apply(
    _ access: Access, to descriptor: Int32, path: String
  ) throws(FileError) {
    let isGivenAway = access.user != nil || access.group != nil
    if isGivenAway, fchown(descriptor, access.user ?? uid_t.max, access.group ?? gid_t.max) != 0 {
      guard errno == EPERM else { throw failure(path, "set the owner of") }
    }
    guard fchmod(descriptor, mode_t(access.mode & 0o7777)) == 0 else {
      throw failure(path, "set the mode of")
    }
  }

  private static func writeAll(
    _ bytes: [UInt8], to descriptor: Int32, path: String
  ) throws(FileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure(path, "write") }
      rest = rest.dropFirst(count)
    }
  }

  private static func syncDirectory(_ directory: String) throws(FileError) {
    let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(directory, "open") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(directory, "sync") }
  }
}
