// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Glibc

/// Standard output without a buffer, so that progress is seen when it happens.
enum StandardOutput {
  /// Writes a text as it is; a closed stream is no reason to fail.
  static func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
