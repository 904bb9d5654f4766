// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What is under way on the wires.
package enum SX126xTransfer: ChipTransfer {
  /// Its outcome does not matter.
  case ignored
  case line
  case reading(SX126xStep)
  /// A look, a check: a second one when the first was odd.
  case again(SX126xStep)

  /// Whether a line is driven or read.
  package var isLine: Bool { if case .line = self { true } else { false } }
}
