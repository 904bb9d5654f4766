// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A fact under a short label, as `radio     in order`.
package struct LabelledLine: Sendable, Equatable {
  /// Columns of the label.
  static let labelColumns = 10

  /// The label; empty for what belongs to the line before.
  package var label: String
  /// The fact.
  package var fact: StyledText

  /// A line.
  package init(_ label: String, _ fact: StyledText) {
    self.label = label
    self.fact = fact
  }

  /// The line, broken between words where it is too long.
  package func lines(columns: Int) -> [StyledText] {
    let whole = StyledText(label).filled(to: Self.labelColumns) + fact
    return whole.wrapped(to: columns, indent: Self.labelColumns)
  }
}
