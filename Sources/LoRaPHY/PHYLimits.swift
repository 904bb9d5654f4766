// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the LoRa PHY can carry.
package enum PHYLimits {
  /// The longest frame: its length is one byte of the header.
  package static let frameBytes = 255
  /// The longest preamble: a register of 16 bits.
  package static let preambleSymbols = 65_535
}
