// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The bytes of the text stream that stand for something else than themselves.
///
/// They are control characters that mail hardly ever holds; where it does, ``escape`` stands
/// before them. 0x1B, the escape of ISO 2022, stands for itself.
enum TransformCode {
  /// The end of the envelope, and of the mail.
  static let end: UInt8 = 0x10
  /// The next byte stands for itself.
  static let escape: UInt8 = 0x11
  /// A line feed without a carriage return in a mail whose lines end with both.
  static let bareLineFeed: UInt8 = 0x12
  /// Lines of base64: quads per line, ``BlockContent``, content.
  static let block: UInt8 = 0x13
  /// The same with a line of OpenPGP's CRC-24 behind it.
  static let checkedBlock: UInt8 = 0x14
  /// A number in hexadecimal digits seen for the first time: ``Identifier`` form, raw bits.
  static let identifier: UInt8 = 0x15
  /// A number or a boundary seen before: its index.
  static let repetition: UInt8 = 0x16
  /// Bytes that look random: their count; they stand in the raw stream.
  static let raw: UInt8 = 0x17
  /// A date: form, zone, ``Moments``.
  static let date: UInt8 = 0x18
  /// A boundary of mail-builder: form, counter, ``SeedName``, ``Moments``, raw bits.
  static let boundary: UInt8 = 0x19
  /// The address whose bytes follow is new.
  static let newAddress: UInt8 = 0x1A
  /// An address seen before: its index.
  static let address: UInt8 = 0x1C
  /// The domain of an address seen before: its index.
  static let domain: UInt8 = 0x1D
  /// Base64 as in header fields: see ``FoldedBase64``.
  static let foldedBlock: UInt8 = 0x1E

  /// Whether a byte needs an ``escape``.
  @inline(__always) static func isCode(_ byte: UInt8) -> Bool {
    byte & 0xF0 == 0x10 && byte != 0x1B
  }
}

/// How the lines of a mail end; told in the first byte of its text stream.
enum LineEnds: UInt8 {
  /// The bit in that byte that tells that the text is a ``MarkedMail``.
  static let marked: UInt8 = 2

  /// Carriage return and line feed, the form on the wire.
  case network = 0
  /// Line feed only, or no rule: every byte stands for itself.
  case plain = 1
}

/// How the bytes behind base64 are coded; told in one byte of the text stream.
enum BlockContent: UInt8 {
  /// Count, then the bytes in the text stream.
  case text = 0
  /// Count, then the bytes in the raw stream.
  case raw = 1
  /// Count, then runs of both kinds by turns, text first, each with its count.
  case runs = 2
  /// Count of the text with line feeds only, then that text.
  case networkText = 3
  /// OpenPGP packets, each split into what repeats and what is random.
  case packets = 4
  /// The index of a block before with the same content, see ``RepeatedBlocks``.
  case again = 5
}

/// Which blocks of base64 may be named again: the first ones of some length.
enum RepeatedBlocks {
  static let leastBytes = 48
  static let limit = 64
}
