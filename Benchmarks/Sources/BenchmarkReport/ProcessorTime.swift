// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation

/// What this process has used of the processor: other processes do not count.
public enum ProcessorTime {
  /// Seconds of one core since the process began.
  public static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
