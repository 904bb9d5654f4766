// SPDX-License-Identifier: Apache-2.0
// Part of loragw

private import Glibc

/// The file calls of the system.
package struct DurableFiles: FileOperations {
  package init() {}

  package func makeDirectory(_ path: String) throws(FileError) {
    let made = unsafe mkdir(path, 0o700)
    if made != 0, errno != EEXIST { throw error("mkdir", path) }
  }

  package func names(in directory: String) throws(FileError) -> [String] {
    guard let stream = unsafe opendir(directory) else { throw error("opendir", directory) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { buffer in
        unsafe String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
      errno = 0
    }
    if errno != 0 { throw error("readdir", directory) }
    return names
  }

  package func create(_ path: String) throws(FileError) -> OpenFile {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = unsafe open(path, flags, 0o600)
    guard descriptor >= 0 else { throw error("open", path) }
    return OpenFile(descriptor: descriptor)
  }

  package func write(_ octets: [UInt8], to file: OpenFile) throws(FileError) {
    var rest = octets[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { buffer in
        unsafe Glibc.write(file.descriptor, buffer.baseAddress, buffer.count)
      }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if count == 0 || errno != EINTR {
        throw error("write", "")
      }
    }
  }

  package func synchronize(_ file: OpenFile) throws(FileError) {
    if fsync(file.descriptor) != 0 { throw error("fsync", "") }
  }

  package func close(_ file: OpenFile) throws(FileError) {
    if Glibc.close(file.descriptor) != 0 { throw error("close", "") }
  }

  package func link(_ path: String, to newPath: String) throws(FileError) {
    if unsafe Glibc.link(path, newPath) != 0 { throw error("link", newPath) }
  }

  package func remove(_ path: String) throws(FileError) {
    if unsafe unlink(path) != 0 { throw error("unlink", path) }
  }

  package func synchronizeDirectory(_ path: String) throws(FileError) {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw error("open", path) }
    let result = fsync(descriptor)
    let failure = error("fsync", path)
    _ = Glibc.close(descriptor)
    if result != 0 { throw failure }
  }

  private func error(_ call: String, _ path: String) -> FileError {
    FileError(call: call, path: path, code: errno)
  }
}

extension FileError {
  /// The file is there already.
  package var isAlreadyThere: Bool { code == EEXIST }
  /// There is no such file.
  package var isMissing: Bool { code == ENOENT }
  /// The disk or the quota is full.
  package var isFull: Bool { code == ENOSPC || code == EDQUOT }
}

extension FileError: CustomStringConvertible {
  /// The call, the path and the system's text.
  package var description: String {
    let reason = unsafe String(cString: strerror(code))
    return path.isEmpty ? "\(call): \(reason)" : "\(call) \(path): \(reason)"
  }
}
