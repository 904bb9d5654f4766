// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How a mail is packed.
public enum PackMode: UInt8, Sendable, CaseIterable {
  /// As it is.
  case stored = 0
  /// Transformed, the text coded by the model.
  case mixed = 1
  /// Transformed, the text coded by a model that has read earlier mails of the same direction.
  case mixedWithHistory = 2

  /// How a packed mail says it was packed; nil when it says nothing known.
  public init?(ofPacked packed: [UInt8]) {
    guard let first = packed.first else { return nil }
    self.init(rawValue: first >> 6)
  }
}

/// The number of a model: its arithmetic, its contexts and its dictionary.
///
/// Once a version is released, anything that changes a prediction makes a new model with a new
/// number, and the old one is still read; until then model 1 changes. 6 bits.
public struct ModelID: RawRepresentable, Hashable, Sendable {
  /// The number on the wire, 0 to 63.
  public let rawValue: UInt8

  /// A model number; nil beyond 63.
  public init?(rawValue: UInt8) {
    guard rawValue < 64 else { return nil }
    self.rawValue = rawValue
  }

  private init(_ number: UInt8) { rawValue = number }

  /// The model this version packs with.
  public static let current = ModelID(1)
}

/// A packed mail.
public struct PackedMail: Hashable, Sendable {
  /// What travels.
  public var bytes: [UInt8]
  /// How it was packed.
  public var mode: PackMode
  /// What it came to.
  public var report: PackReport
}

/// An unpacked mail.
public struct UnpackedMail: Hashable, Sendable {
  /// The envelope as it was given to the packer.
  public var envelope: [UInt8]
  /// The mail as it was given to the packer.
  public var mail: [UInt8]

  /// An envelope and its mail.
  public init(envelope: [UInt8], mail: [UInt8]) {
    self.envelope = envelope
    self.mail = mail
  }
}
