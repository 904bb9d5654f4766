// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What turns one full screen into the next: only the lines that changed, in one piece.
package struct FrameUpdate: Equatable {
  private var shown: [String] = []
  private var size: TerminalSize?

  /// Of an empty screen.
  package init() {}

  /// What to write for these lines, no more than there are rows; empty when nothing changed.
  ///
  /// After a change of size everything is drawn anew, since terminals move old lines about.
  package mutating func bytes(for lines: [String], size: TerminalSize) -> String {
    let lines = Array(lines.prefix(size.rows))
    var text = ""
    if size != self.size {
      text += TerminalCode.clear
      shown = []
    }
    self.size = size
    for row in 0..<max(lines.count, shown.count) {
      let line = row < lines.count ? lines[row] : ""
      guard line != (row < shown.count ? shown[row] : "") else { continue }
      text += TerminalCode.goTo(row: row) + line + TerminalCode.clearRest
    }
    shown = lines
    return text.isEmpty ? "" : TerminalCode.beginUpdate + text + TerminalCode.endUpdate
  }
}

/// Control sequences (ECMA-48, and private modes as xterm has them).
package enum TerminalCode {
  /// The second screen, without cursor, long lines cut.
  package static let enter = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l"
  /// As it was before.
  package static let leave = "\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"
  static let clear = "\u{1B}[2J"
  static let clearRest = "\u{1B}[K"
  /// From here on nothing is shown until the end of the update, where a terminal knows that.
  static let beginUpdate = "\u{1B}[?2026h"
  static let endUpdate = "\u{1B}[?2026l"

  static func goTo(row: Int) -> String { "\u{1B}[\(row + 1);1H" }
}
