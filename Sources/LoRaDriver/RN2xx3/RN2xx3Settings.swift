// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the operator decides about an RN2483 or RN2903.
public struct RN2xx3Settings: Sendable, Hashable {
  /// The power in dBm; -3 to 15 for an RN2483, 2 to 20 for an RN2903.
  public let powerDBm: Int
  /// The sync word; 0x12 is for private networks.
  public let syncWord: UInt8
  /// Whether the chirps are mirrored.
  public let polarity: SX127xSettings.Polarity

  /// Keeps the settings; what the module cannot do shows once it has said which one it is.
  public init(
    powerDBm: Int, syncWord: UInt8 = 0x12, polarity: SX127xSettings.Polarity = .normal
  ) {
    self.powerDBm = powerDBm
    self.syncWord = syncWord
    self.polarity = polarity
  }
}
