// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Glibc

/// The whole terminal, borrowed until ``leave()``.
final class TerminalScreen {
  private var update = FrameUpdate()
  private let settings: termios?

  /// Takes the terminal: typed characters come at once and are not shown, Ctrl-Z does nothing.
  ///
  /// Nil when standard output is no terminal.
  init?() {
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    var found = termios()
    settings = unsafe tcgetattr(STDIN_FILENO, &found) == 0 ? found : nil
    StandardOutput.write(TerminalCode.enter)
    guard var raw = settings else { return }
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    raw.c_cc.10 = 0  // VSUSP: no character.
    _ = unsafe tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
  }

  /// Whether keys can be read.
  var hasKeyboard: Bool { settings != nil }

  /// The size now.
  var size: TerminalSize { TerminalSize.output ?? TerminalSize(columns: 80, rows: 24) }

  /// Shows these lines.
  func show(_ lines: [StyledText], size: TerminalSize) {
    let text = update.bytes(for: lines.map(TerminalStyle.output.text), size: size)
    if !text.isEmpty { StandardOutput.write(text) }
  }

  /// Gives the terminal back as it was.
  func leave() {
    StandardOutput.write(TerminalCode.leave)
    guard var settings else { return }
    _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
  }
}
