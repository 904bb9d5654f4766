// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway

/// Files that commands write: whole, or not at all.
enum OutputFile {
  /// Writes a file under its final name, in place of one that has it.
  static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
    do throws(FileError) {
      try DurableFile.write(
        bytes, to: path, access: .init(mode: 0o644), existing: .replace)
    } catch {
      // The file is written beside under another name, which nobody knows.
      let told = FileError(path: path, step: "write", code: error.code)
      throw CommandFailure(description: told.description)
    }
  }
}
