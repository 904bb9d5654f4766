// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto

/// The last mails that went one way between two gateways and are known to both, oldest first.
///
/// A model that read them writes the next mail of the same people in far fewer bytes. The order
/// counts: the state a mail was packed with is named by ``digest``, which both ends compute, so no
/// counter has to be right. The sender keeps what its peer confirmed and no more than
/// ``HistoryLimits`` say; the reader keeps a little more, see ``HistorySearch``.
public struct MailHistory: Hashable, Sendable {
  /// The mails, oldest first.
  public private(set) var entries: [Entry]

  /// A history of these mails, oldest first.
  public init(_ entries: [Entry] = []) { self.entries = entries }

  /// Whether it holds no mail.
  public var isEmpty: Bool { entries.isEmpty }

  /// The bytes the model reads for it.
  public var textBytes: Int { entries.reduce(0) { $0 + $1.text.count } }

  /// Takes in the latest mail; one that is there already moves to the end.
  public mutating func append(_ entry: Entry) {
    entries.removeAll { $0.name == entry.name }
    entries.append(entry)
  }

  /// Names what it holds and in which order, 32 bytes.
  ///
  /// From the latest mail to the oldest, each step SHA-256 of the name so far and the mail's name;
  /// so one pass names every shorter history that ends alike.
  public var digest: [UInt8] {
    entries.reversed().reduce(Self.emptyDigest) { Self.digest($0, adding: $1.name) }
  }

  /// What the transform keeps of these mails.
  var memory: TransformMemory { TransformMemory(notes: entries.map(\.note)) }

  static let emptyDigest = Array(SHA256.hash(data: Array("loragw mail history".utf8)))

  static func digest(_ newer: [UInt8], adding name: [UInt8]) -> [UInt8] {
    Array(SHA256.hash(data: newer + name))
  }
}

extension MailHistory {
  /// A mail as the model reads it; the same at both ends whatever way it travelled.
  public struct Entry: Hashable, Sendable {
    /// The text stream of the transform, envelope first.
    public let text: [UInt8]
    /// What the transform remembers of the mail for later ones of the same direction.
    public let note: [UInt8]
    /// SHA-256 over length and bytes of the text, and the note.
    public let name: [UInt8]

    /// The entry of a mail; nil when it is too large to be of use.
    public init?(envelope: [UInt8], mail: [UInt8]) {
      guard envelope.count + mail.count <= HistoryLimits.mailBytes else { return nil }
      self.init(MailTransform(envelope: envelope, mail: mail))
    }

    init?(_ transformed: MailTransform) {
      self.init(text: transformed.text, note: transformed.note)
    }

    /// An entry as it was stored; nil when it is none.
    public init?(text: [UInt8], note: [UInt8]) {
      guard (1...HistoryLimits.entryBytes).contains(text.count),
        note.count <= HistoryLimits.noteBytes
      else { return nil }
      self.text = text
      self.note = note
      name = Array(SHA256.hash(data: VariableInteger.encoded(text.count) + text + note))
    }
  }
}
