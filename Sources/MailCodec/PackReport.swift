// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The parts of a mail that a report counts.
public enum PackPart: Int, CaseIterable, Sendable {
  /// The envelope beside the mail.
  case envelope
  /// The fields of the relays: Received and the like, signatures of domains.
  case trace
  /// All other header fields, those of MIME parts too.
  case fields
  /// Addresses and domains, wherever they stand.
  case addresses
  /// Dates, wherever they stand.
  case dates
  /// Message identifiers, queue identifiers, boundaries and other numbers.
  case identifiers
  /// The text of the mail, encoded words and lines between parts included.
  case body
  /// What stood in base64: attachments.
  case attachments
  /// The structure of OpenPGP packets.
  case openPGP
  /// The ciphertext and other random fields of OpenPGP packets.
  case openPGPRandom
  /// Other stretches that look random.
  case otherRaw
  /// What is neither envelope nor mail.
  case framing
}

/// What packing a mail came to, and where the bytes went.
public struct PackReport: Hashable, Sendable {
  /// What one part of a mail costs.
  public struct Share: Hashable, Sendable {
    /// Bytes of the text stream, before the model.
    public var textBytes = 0
    /// Cost of those bytes behind the model, in 1/65536 bit.
    public var textCost = 0
    /// Bytes in the raw stream.
    public var rawBytes = 0

    /// Packed bytes, to the nearest hundredth.
    public var packedHundredths: Int { rawBytes * 100 + (textCost * 100 + (4 << 16)) / (8 << 16) }
  }

  /// Bytes of envelope and mail.
  public var rawBytes: Int
  /// Bytes packed.
  public var packedBytes: Int
  /// Bytes of the text stream, before the model.
  public var textStreamBytes: Int
  /// Bytes kept away from the model.
  public var rawStreamBytes: Int
  /// The steps of the transform that were of use.
  public var steps: TransformSteps
  /// Where the bytes of a mixed mail went; empty for a stored one.
  public var shares: [PackPart: Share] = [:]
}
