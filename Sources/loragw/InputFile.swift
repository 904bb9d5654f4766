// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway
import Glibc

/// Files that commands read whole, pipes too.
enum InputFile {
  /// The bytes of a file, of standard input for `-`.
  static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
    guard path != "-" else { return try contents(of: STDIN_FILENO, "standard input") }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, "open") }
    defer { close(descriptor) }
    return try contents(of: descriptor, path)
  }

  private static func contents(
    of descriptor: Int32, _ name: String
  ) throws(CommandFailure) -> [UInt8] {
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
      if count > 0 { all += chunk[..<count] }
      if count == 0 { return all }
      if count < 0, errno != EINTR { throw failure(name, "read") }
    }
  }

  private static func failure(_ path: String, _ step: String) -> CommandFailure {
    CommandFailure(description: FileError(path: path, step: step, code: errno).description)
  }
}
