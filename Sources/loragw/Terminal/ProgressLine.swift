// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import CLinuxIO
import Foundation
import Gateway
import Glibc
import LoRaPHY

/// How far long work has come: one line on a terminal behind standard error, nothing elsewhere.
struct ProgressLine {
  private static let pause = Duration.milliseconds(200)

  private let columns =
    TerminalStyle.isDumb(ProcessInfo.processInfo.environment)
    ? 0 : Int(clio_terminal_columns(STDERR_FILENO))
  private var isShown = false
  private var next: Instant?

  /// Shows a text in place of the one before, a few times a second at the most.
  mutating func show(_ text: String) {
    guard columns > 1 else { return }
    let now = SystemClock.now()
    guard now >= next ?? .zero else { return }
    // What is quickly done needs no line.
    let isFirst = next == nil
    next = now + Self.pause
    guard !isFirst else { return }
    isShown = true
    StandardError.writePart("\r\u{1B}[K" + StyledText(text).shortened(to: columns - 1).plain)
  }

  /// Removes it.
  mutating func clear() {
    guard isShown else { return }
    StandardError.writePart("\r\u{1B}[K")
    isShown = false
  }
}
