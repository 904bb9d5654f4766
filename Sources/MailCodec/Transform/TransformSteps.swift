// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The steps of the transform that were of use in a mail.
public struct TransformSteps: OptionSet, Hashable, Sendable {
  /// The steps as bits, in the order of the members below.
  public let rawValue: UInt16

  /// A set from its bits.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Carriage returns before line feeds left out.
  public static let lineEnds = Self(rawValue: 1)
  /// Base64 undone.
  public static let base64 = Self(rawValue: 2)
  /// The checksum of OpenPGP armour left out, since it follows from the data.
  public static let armourChecksum = Self(rawValue: 4)
  /// OpenPGP packets split into structure and ciphertext.
  public static let packets = Self(rawValue: 8)
  /// Hexadecimal and decimal numbers and UUIDs as bits.
  public static let identifiers = Self(rawValue: 16)
  /// Stretches that look random kept away from the model.
  public static let randomRuns = Self(rawValue: 32)
  /// Dates as distances in time.
  public static let dates = Self(rawValue: 64)
  /// Boundaries whose making is known as what was drawn for them.
  public static let boundaries = Self(rawValue: 128)
  /// Addresses and domains seen before as their index.
  public static let addresses = Self(rawValue: 256)
  /// Hashes of bodies in DKIM signatures left out, since they follow from the bodies.
  public static let bodyHashes = Self(rawValue: 512)
  /// Quoted-printable undone.
  public static let quotedPrintable = Self(rawValue: 1024)
}
