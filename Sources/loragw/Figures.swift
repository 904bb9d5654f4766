// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation

/// Numbers as people read them.
package enum Figures {
  /// `8.2 s`, `3.1 min`, `6 h 10 min`.
  package static func duration(seconds: Double) -> String {
    if seconds < 60 { return decimals(seconds, places: 1) + " s" }
    if seconds < 3600 { return decimals(seconds / 60, places: 1) + " min" }
    let minutes = Int((seconds / 60).rounded())
    return "\(minutes / 60) h \(minutes % 60) min"
  }

  /// A number with so many places behind the point.
  package static func decimals(_ value: Double, places: Int) -> String {
    String(format: "%.\(places)f", value)
  }
}
