// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import Glibc

/// The file of a Unix socket.
struct SocketFile: Sendable {
  /// What there is at a path.
  enum Kind: Hashable, Sendable {
    case nothing
    case socket
    case other
  }

  private let path: String

  init(_ path: String) {
    self.path = path
  }

  func kind() throws(FileError) -> Kind {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
      let error = FileError(call: "lstat", path: path, code: errno)
      guard error.isMissing else { throw error }
      return .nothing
    }
    return status.st_mode & S_IFMT == S_IFSOCK ? .socket : .other
  }

  /// Lets owner and group connect, nobody else.
  func restrict() throws(FileError) {
    guard unsafe chmod(path, 0o660) == 0 else {
      throw FileError(call: "chmod", path: path, code: errno)
    }
  }

  /// Whether a failed connection tells that no process listens (unix(7)).
  static func meansAbandoned(_ code: Int32) -> Bool {
    code == ECONNREFUSED
  }

  func remove() throws(FileError) {
    guard unsafe unlink(path) == 0 else {
      throw FileError(call: "unlink", path: path, code: errno)
    }
  }
}
