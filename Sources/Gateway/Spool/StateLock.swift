// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import CLinuxIO
import Foundation

/// Holds the state directory for this process; released by the kernel when it ends.
final class StateLock {
  private let descriptor: Int32

  /// Takes the lock, or says who must have it.
  init(path: String) throws(SpoolError) {
    let result = unsafe clio_lock_file(path)
    guard result >= 0 else {
      if result == -EWOULDBLOCK { throw .inUse(path) }
      throw .failed("cannot lock \(path): errno \(-result)")
    }
    descriptor = result
  }

  deinit { close(descriptor) }
}
