// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What goes wrong with an emulated chip or its wires; each count runs down.
package struct ChipFaults: Sendable, Equatable {
  /// RegVersion, if not the right one.
  package var version: UInt8?
  /// What all readings give; all writings are lost then: no power, no wire.
  package var stuckMISO: UInt8?
  /// Writes of the mode that have no effect.
  package var ignoredModes = 0
  /// Transmissions that never end.
  package var endlessTransmissions = 0
  /// Searches that never end.
  package var endlessSearches = 0
  /// Calibrations that never end.
  package var endlessCalibrations = 0
  /// Readings with a bit turned in each byte.
  package var corruptReads = 0
  /// Writings with a bit turned in the first byte.
  package var corruptWrites = 0
  /// How many transfers go well before the next corrupt or failing one.
  package var delay = 0
  /// Transfers that the system fails.
  package var failingTransfers = 0
  /// Rising edges that nobody sees.
  package var lostEdges = 0
  /// The interrupt line stays high.
  package var isLineStuck = false
  /// The reset line is broken.
  package var ignoresReset = false

  /// Nothing goes wrong.
  package init() {}
}
