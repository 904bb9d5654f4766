// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Drawing

/// Figures as a picture has them.
enum TimelineText {
  /// `1 frame`, `2 frames`.
  static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// `20.5 s`, `12 min 30 s`, `2 h 5 min`, `3 d 4 h`.
  static func duration(_ duration: Duration) -> String {
    let seconds = duration.inSeconds
    guard seconds >= 60 else { return Self.seconds(duration) }
    let whole = Int(seconds.rounded())
    let (large, small): ((Int, String), (Int, String)) =
      if whole < 3600 {
        ((whole / 60, "min"), (whole % 60, "s"))
      } else if whole < 172_800 {
        ((whole / 3600, "h"), (whole % 3600 / 60, "min"))
      } else {
        ((whole / 86_400, "d"), (whole % 86_400 / 3600, "h"))
      }
    let rest = small.0 == 0 ? "" : " \(small.0) \(small.1)"
    return "\(large.0) \(large.1)\(rest)"
  }

  /// Seconds with one decimal.
  static func seconds(_ duration: Duration) -> String {
    Decimals.text(duration.inSeconds, places: 1) + " s"
  }
}
