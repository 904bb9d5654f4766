// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What the MAIL command of a batch does not say of an envelope: how many radio links the mail has
/// crossed, and what was declared of a body that is plainer than that.
///
/// With it the envelope that is read is the one that was written, and the mail known by it.
enum EnvelopeFlags {
  private static let opening = "NOOP loragw="

  /// The command to stand before MAIL; nil when MAIL says it all.
  static func command(for envelope: Envelope, declaring body: BodyKind) -> [UInt8]? {
    guard body != envelope.bodyKind || envelope.hops > 0 else { return nil }
    let flags = envelope.encoded().prefix { $0 != .lineFeed }
    return Array(opening.utf8) + flags
  }

  /// The flags that a command brings; nil for another command.
  static func flags(in command: some Collection<UInt8>) -> [UInt8]? {
    command.starts(with: opening.utf8) ? Array(command.dropFirst(opening.utf8.count)) : nil
  }

  /// The envelope with these flags; itself when they are none, or belong to another one.
  static func apply(_ flags: [UInt8]?, to envelope: Envelope) -> Envelope {
    guard let flags else { return envelope }
    let paths = envelope.encoded().drop { $0 != .lineFeed }
    return (try? Envelope(decoding: flags + paths)) ?? envelope
  }
}
