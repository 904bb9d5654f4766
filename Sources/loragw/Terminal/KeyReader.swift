// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Glibc

/// The bytes that are typed, as they are typed.
enum KeyReader {
  /// The keys of standard input until it ends; the thread that waits for them ends with the
  /// process.
  static func keys() -> AsyncStream<UInt8> {
    let (stream, continuation) = AsyncStream<UInt8>.makeStream()
    Thread.detachNewThread {
      var bytes = [UInt8](repeating: 0, count: 64)
      while true {
        let count = unsafe read(STDIN_FILENO, &bytes, bytes.count)
        guard count > 0 || (count < 0 && errno == EINTR) else { return continuation.finish() }
        for byte in bytes.prefix(max(count, 0)) { continuation.yield(byte) }
      }
    }
    return stream
  }
}
