// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto

/// A file that a bearer brings, as it travels in the place of a mail.
///
/// | bytes | content |
/// |---|---|
/// | 1 | form: 0 a file, 1 a packet of NNCP |
/// | 0: 1 | length n of the name, 1 to 200 |
/// | 0: n | the name, see ``ParcelName`` |
/// | 1: 1 | niceness |
/// | 1: 4 | first bytes of SHA-256(sender ‖ recipient) |
/// | 1: 32 | the packet's hash, of which its name is made |
/// | … | the file; of a packet what stands behind its first ``NNCPPacket/headerBytes`` |
///
/// Both ends know the nodes of their packets, so 76 bytes of each need not travel.
package struct Parcel: Hashable, Sendable {
  /// The name of the file.
  package let name: ParcelName
  /// Its bytes.
  package let bytes: [UInt8]

  private static let fileForm: UInt8 = 0
  private static let packetForm: UInt8 = 1
  private static let checkBytes = 4
  private static let hashBytes = 32

  /// The most that a parcel is longer than its file, bytes.
  package static let mostOverheadBytes = 2 + ParcelName.mostBytes

  /// Puts them together.
  package init(name: ParcelName, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// Reads a parcel that came, when the packets that come have these nodes; nil where there are
  /// none.
  ///
  /// Any bytes may be given.
  ///
  /// - Throws: ``ParcelError``.
  package init(decoding octets: [UInt8], arrivingBy route: NNCPRoute?) throws(ParcelError) {
    switch octets.first {
    case Self.fileForm: try self.init(file: octets.dropFirst())
    case Self.packetForm:
      guard let route else { throw .unexpectedPacket }
      try self.init(packet: octets.dropFirst(), route)
    default: throw .malformed
    }
  }

  private init(file octets: ArraySlice<UInt8>) throws(ParcelError) {
    guard let count = octets.first.map(Int.init), octets.count > count,
      let name = ParcelName(String(decoding: octets.dropFirst().prefix(count), as: UTF8.self))
    else { throw .malformed }
    self.init(name: name, bytes: Array(octets.dropFirst(1 + count)))
  }

  private init(packet octets: ArraySlice<UInt8>, _ route: NNCPRoute) throws(ParcelError) {
    let headBytes = 1 + Self.checkBytes + Self.hashBytes
    guard octets.count >= headBytes, let niceness = octets.first else { throw .malformed }
    let rest = octets.dropFirst()
    guard rest.prefix(Self.checkBytes).elementsEqual(Self.check(from: route.peer, to: route.own))
    else { throw .otherNodes }
    let hash = rest.dropFirst(Self.checkBytes).prefix(Self.hashBytes)
    guard let name = ParcelName(NNCPBase32.encode(hash)) else { throw .malformed }
    let header = NNCPPacket.header(niceness: niceness, from: route.peer, to: route.own)
    self.init(name: name, bytes: header + octets.dropFirst(headBytes))
  }

  /// The bytes that travel, when the packets that go have these nodes; nil where there are none.
  ///
  /// What is no packet between these two goes as it is.
  package func encoded(leavingBy route: NNCPRoute?) -> [UInt8] {
    if let route, let hash = NNCPBase32.decode(name.text), hash.count == Self.hashBytes,
      let niceness = NNCPPacket.niceness(of: bytes, from: route.own, to: route.peer)
    {
      return [Self.packetForm, niceness] + Self.check(from: route.own, to: route.peer) + hash
        + bytes.dropFirst(NNCPPacket.headerBytes)
    }
    let name = Array(self.name.text.utf8)
    return [Self.fileForm, UInt8(name.count)] + name + bytes
  }

  private static func check(from sender: NNCPNode, to recipient: NNCPNode) -> [UInt8] {
    Array(SHA256.hash(data: sender.bytes + recipient.bytes).prefix(checkBytes))
  }
}

/// Why bytes are no parcel of a bearer.
package enum ParcelError: Error, Equatable, CustomStringConvertible {
  /// No sender of this version writes such.
  case malformed
  /// It is a packet of NNCP, and the bearer here carries none.
  case unexpectedPacket
  /// It is a packet between other nodes than those of the bearer here.
  case otherNodes

  /// One clear line.
  package var description: String {
    switch self {
    case .malformed: "it is malformed; the peer may run another version"
    case .unexpectedPacket: "it is a packet of NNCP; write kind = \"nncp\" for this bearer here too"
    case .otherNodes: "node and peer_node here are not peer_node and node at the peer"
    }
  }
}

/// The name of a file that travels: 1 to 200 characters `A-Z a-z 0-9 . _ + = @ , -`, the first a
/// letter or digit.
///
/// So it is a name in its directory, hidden from nobody, in every file system.
package struct ParcelName: Hashable, Comparable, Sendable {
  /// The longest, bytes.
  package static let mostBytes = 200
  /// The name.
  package let text: String

  /// Takes a name; nil when it is not legal, or that of a file that is still being written.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard (1...Self.mostBytes).contains(bytes.count), let first = bytes.first,
      Self.isAlphanumeric(first),
      bytes.allSatisfy({ Self.isAlphanumeric($0) || "._+=@,-".utf8.contains($0) }),
      ![".new", ".tmp", ".part"].contains(where: text.hasSuffix)
    else { return nil }
    self.text = text
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }

  package static func < (one: ParcelName, other: ParcelName) -> Bool { one.text < other.text }
}
