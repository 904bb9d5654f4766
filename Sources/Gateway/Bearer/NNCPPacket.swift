// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What is known of an encrypted packet of NNCP, version 6 of its format.
///
/// | bytes | content |
/// |---|---|
/// | 8 | `NNCPE` 0 0 6 |
/// | 4 | niceness 0 to 255, big-endian |
/// | 32 | id of the sending node |
/// | 32 | id of the receiving node |
/// | … | keys, signature, what is encrypted |
///
/// Source: NNCP manual, "Encrypted packet" (XDR, RFC 4506); checked with packets of NNCP 8.8.2.
enum NNCPPacket {
  /// What stands before the keys.
  static let headerBytes = 76
  private static let magic = Array("NNCPE".utf8) + [0, 0, 6]

  /// The header of a packet.
  static func header(
    niceness: UInt8, from sender: NNCPNode, to recipient: NNCPNode
  ) -> [UInt8] {
    magic + [0, 0, 0, niceness] + sender.bytes + recipient.bytes
  }

  /// The niceness of a packet between these nodes; nil for other bytes.
  static func niceness(
    of packet: [UInt8], from sender: NNCPNode, to recipient: NNCPNode
  ) -> UInt8? {
    guard packet.count >= headerBytes else { return nil }
    let niceness = packet[magic.count + 3]
    let header = header(niceness: niceness, from: sender, to: recipient)
    return packet.starts(with: header) ? niceness : nil
  }
}

/// The nodes at both ends of a bearer.
package struct NNCPRoute: Hashable, Sendable {
  /// That of this side.
  package var own: NNCPNode
  /// That of the other side.
  package var peer: NNCPNode

  /// Puts them together.
  package init(own: NNCPNode, peer: NNCPNode) {
    self.own = own
    self.peer = peer
  }
}

/// The id of a node: 32 bytes, 52 characters of Base 32.
public struct NNCPNode: Hashable, Sendable {
  /// The bytes.
  let bytes: [UInt8]

  /// Reads an id as NNCP writes it; nil when it is none.
  public init?(_ text: String) {
    guard let bytes = NNCPBase32.decode(text), bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// The id as NNCP writes it.
  public var text: String { NNCPBase32.encode(bytes) }
}

/// Base 32 of RFC 4648 in upper case without padding, as NNCP writes ids and names.
enum NNCPBase32 {
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

  static func encode(_ bytes: some Sequence<UInt8>) -> String {
    // The same groups of five bits as in loragw's own alphabet.
    let text = Base32.encode(bytes).utf8.map { digit in
      Base32.value(of: digit).map { digits[Int($0)] } ?? digit
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes; nil for a foreign character or stray last bits, so each has one spelling.
  static func decode(_ text: String) -> [UInt8]? {
    var own: [UInt8] = []
    for digit in text.utf8 {
      guard let value = digits.firstIndex(of: digit) else { return nil }
      own.append(Base32.digits[value])
    }
    return Base32.decode(own)
  }
}
