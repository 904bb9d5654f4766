// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Glibc

extension LogForm {
  /// The form for this process's standard error.
  package static var ofThisProcess: LogForm {
    var status = stat()
    let isKnown = unsafe fstat(STDERR_FILENO, &status) == 0
    return LogForm(
      environment: ProcessInfo.processInfo.environment,
      standardError: isKnown
        ? FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino)) : nil)
  }
}
