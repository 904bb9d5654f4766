// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Glibc

/// Whether marks are shown: on a terminal that knows colours, unless NO_COLOR is set
/// (no-color.org).
package struct TerminalStyle: Sendable, Equatable {
  /// Whether there are colours.
  package let isColored: Bool

  /// The style of a stream.
  package init(isTerminal: Bool, environment: [String: String]) {
    let hasWish = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    isColored = isTerminal && !hasWish && !Self.isDumb(environment)
  }

  /// Whether a terminal can only print line after line.
  package static func isDumb(_ environment: [String: String]) -> Bool {
    ["", "dumb"].contains(environment["TERM"] ?? "")
  }

  /// The style of standard output.
  static let output = TerminalStyle(
    isTerminal: isatty(STDOUT_FILENO) == 1, environment: ProcessInfo.processInfo.environment)

  /// The style of standard error.
  static let error = TerminalStyle(
    isTerminal: isatty(STDERR_FILENO) == 1, environment: ProcessInfo.processInfo.environment)

  /// A text as it is written.
  package func text(_ styled: StyledText) -> String {
    styled.spans.map { span in
      guard isColored, let mark = span.mark, !span.text.isEmpty else { return span.text }
      return "\u{1B}[\(mark.rendition)m\(span.text)\u{1B}[0m"
    }.joined()
  }

  /// Lines as they are written, without a line end behind the last one.
  package func text(_ lines: [StyledText]) -> String {
    lines.map { text($0) }.joined(separator: "\n")
  }
}
