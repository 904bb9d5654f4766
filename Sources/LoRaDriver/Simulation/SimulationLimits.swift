// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The named limits of the simulated air.
enum SimulationLimits {
  /// After so many mean dwells a burst process has forgotten its state.
  static let burstMemoryDwells = 64
  /// Good and bad times last at least this long in the mean, in microseconds.
  static let leastDwell: Int64 = 1_000
  /// Stations are at least this far apart for the path loss, in metres.
  static let leastDistanceMetres = 1.0
  /// Antennas are at least this high for the two-ray model, in metres.
  static let leastHeightMetres = 0.1
  /// A frame's powers are reckoned in at most so many blocks of fading.
  static let fadingBlocksPerFrame: Int64 = 256
}
