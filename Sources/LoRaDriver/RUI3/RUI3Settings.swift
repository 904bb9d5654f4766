// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the operator decides about a module with RUI3.
public struct RUI3Settings: Sendable, Hashable {
  /// Whether the module listens before it sends.
  public enum BeforeTransmission: Sendable, Hashable {
    /// It sends at once.
    case nothing
    /// It searches the channel for a preamble, and does not send while there is one; RUI3 4.0.6.
    case channelActivityDetection
  }

  /// The power in dBm, 5 to 22.
  public let powerDBm: Int
  /// The sync word in the one-byte form of SX127x; 0x12 is for private networks.
  public let syncWord: UInt8
  /// Whether the chirps are mirrored.
  public let polarity: SX127xSettings.Polarity
  /// What it does before it sends.
  public let beforeTransmission: BeforeTransmission
  /// The longest frame that will be sent; firmware before 3.4.0 takes 250 bytes at most.
  public let largestFrameBytes: Int

  /// Keeps the settings; what the module cannot do shows when it is tuned.
  public init(
    powerDBm: Int, syncWord: UInt8 = 0x12, polarity: SX127xSettings.Polarity = .normal,
    beforeTransmission: BeforeTransmission = .nothing, largestFrameBytes: Int = 255
  ) {
    self.powerDBm = powerDBm
    self.syncWord = syncWord
    self.polarity = polarity
    self.beforeTransmission = beforeTransmission
    self.largestFrameBytes = min(max(largestFrameBytes, 1), 255)
  }
}
