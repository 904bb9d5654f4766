// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation

/// Whether the long runs are asked for, which prove figures instead of guarding them.
enum Proof {
  static let isAsked = ProcessInfo.processInfo.environment["LORAGW_PROOF"] == "1"
}
