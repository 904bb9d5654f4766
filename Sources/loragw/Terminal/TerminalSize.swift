// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import CLinuxIO
import Glibc

/// The size of a terminal, in characters.
package struct TerminalSize: Sendable, Equatable {
  package var columns: Int
  package var rows: Int

  /// A size.
  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  /// That of standard output; nil when it is no terminal, or one without a size.
  static var output: TerminalSize? {
    let columns = Int(clio_terminal_columns(STDOUT_FILENO))
    let rows = Int(clio_terminal_rows(STDOUT_FILENO))
    return columns > 0 && rows > 0 ? TerminalSize(columns: columns, rows: rows) : nil
  }

  /// Columns that tables may take where there is no terminal.
  package static let plainColumns = 80
  /// Columns below which nothing is laid out any narrower.
  private static let leastColumns = 40

  /// The columns that tables on standard output may take.
  static var outputColumns: Int { max(output?.columns ?? plainColumns, leastColumns) }
}
