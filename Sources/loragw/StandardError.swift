// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Glibc

/// The stream for all that is not a command's result.
enum StandardError {
  /// Writes one text and a line end; a closed stream is no reason to fail.
  static func write(_ text: String) { writePart("\(text)\n") }

  /// Writes a text as it is.
  static func writePart(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count)
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
