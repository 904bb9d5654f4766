// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The steps of the transform that were of use in a mail.
public struct TransformSteps: OptionSet, Hashable, Sendable {
  /// The steps as bits, in the order of the members below.
  public let rawValue: UInt8

  /// A set from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Carriage returns before line feeds left out.
  public static let lineEnds = Self(rawValue: 1)
  /// Base64 undone.
  public static let base64 = Self(rawValue: 2)
  /// The checksum of OpenPGP armour left out, since it follows from the data.
  public static let armourChecksum = Self(rawValue: 4)
  /// OpenPGP packets split into structure and ciphertext.
  public static let packets = Self(rawValue: 8)
  /// Hexadecimal numbers and UUIDs as bytes.
  public static let identifiers = Self(rawValue: 16)
  /// Stretches that look random kept away from the model.
  public static let randomRuns = Self(rawValue: 32)
}
