// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a chip said when asked who it is; nothing was sent on the air.
public enum ChipIdentity: Hashable, Sendable {
  /// RegVersion of an SX127x, data sheet §6.4: 0x12.
  case version(UInt8)
  /// An SX126x took its commands and answered with its status.
  case status(UInt8)
  /// BUSY of an SX126x stayed high.
  case busy
  /// The bus could not be used.
  case failed(String)
}
