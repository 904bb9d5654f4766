// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a walk over OpenPGP packets reads and writes; packing and unpacking differ only here.
protocol PacketPort: ~Copyable {
  /// The first byte of the next packet, nil behind the last one.
  mutating func tag() throws(MailCodecError) -> UInt8?
  /// Moves bytes that the model can foresee, and shows them.
  mutating func text(_ count: Int) throws(MailCodecError) -> [UInt8]
  /// Moves bytes that nobody can foresee.
  mutating func raw(_ count: Int) throws(MailCodecError)
  /// Whether the next bytes are to go raw: decided when packing, told when unpacking.
  mutating func choice(_ count: Int) throws(MailCodecError) -> Bool
}

/// The grammar of OpenPGP packets (RFC 9580 §4, §5), as far as it tells structure from
/// ciphertext.
enum OpenPGPPackets {
  /// Moves all packets through a port.
  static func walk<Port: PacketPort & ~Copyable>(_ port: inout Port) throws(MailCodecError) {
    while let tag = try port.tag() {
      guard tag & 0x80 != 0 else { throw .malformed }
      if tag & 0x40 != 0 {
        try walkBody(&port, packet: tag & 0x3F)
      } else {
        let count = try oldLength(&port, kind: tag & 3)
        try walkFields(&port, packet: (tag >> 2) & 0xF, count: count)
      }
    }
  }

  private static func walkBody<Port: PacketPort & ~Copyable>(
    _ port: inout Port, packet: UInt8
  ) throws(MailCodecError) {
    var isFirst = true
    while true {
      let first = try octet(&port)
      switch first {
      case 0..<192: try walkPart(&port, packet, Int(first), isFirst)
      case 192..<224:
        let second = try octet(&port)
        try walkPart(&port, packet, (Int(first) - 192) << 8 + Int(second) + 192, isFirst)
      case 255: try walkPart(&port, packet, try number(&port, octets: 4), isFirst)
      default:
        try walkPart(&port, packet, 1 << Int(first & 31), isFirst)
        isFirst = false
        continue
      }
      return
    }
  }

  private static func walkPart<Port: PacketPort & ~Copyable>(
    _ port: inout Port, _ packet: UInt8, _ count: Int, _ isFirst: Bool
  ) throws(MailCodecError) {
    if isFirst {
      try walkFields(&port, packet: packet, count: count)
    } else {
      try port.raw(count)
    }
  }

  private static func octet<Port: PacketPort & ~Copyable>(
    _ port: inout Port
  ) throws(MailCodecError) -> UInt8 {
    guard let octet = try port.text(1).first else { throw .malformed }
    return octet
  }

  private static func number<Port: PacketPort & ~Copyable>(
    _ port: inout Port, octets: Int
  ) throws(MailCodecError) -> Int {
    try port.text(octets).reduce(0) { $0 << 8 | Int($1) }
  }

  private static func oldLength<Port: PacketPort & ~Copyable>(
    _ port: inout Port, kind: UInt8
  ) throws(MailCodecError) -> Int {
    // An indeterminate length (3) would need the end of the data: left to other ways.
    guard kind < 3 else { throw .malformed }
    return try number(&port, octets: 1 << Int(kind))
  }

  /// Moves the fields of a packet, by its kind and first bytes.
  private static func walkFields<Port: PacketPort & ~Copyable>(
    _ port: inout Port, packet: UInt8, count: Int
  ) throws(MailCodecError) {
    var fields = PacketFields(left: count)
    switch packet {
    case 1: try walkSessionKey(&port, &fields)
    case 3: try walkPassphraseKey(&port, &fields)
    case 18:
      let version = try fields.text(&port, 1)
      if version == [2] { _ = try fields.text(&port, 3) }
      try fields.rest(&port)
    case 20: try fields.rest(&port)
    case 2: try walkSignature(&port, &fields)
    case 6, 14: try walkKey(&port, &fields)
    default: try fields.chosen(&port)
    }
  }

  /// RFC 9580 §5.1: a session key for a public key.
  private static func walkSessionKey<Port: PacketPort & ~Copyable>(
    _ port: inout Port, _ fields: inout PacketFields
  ) throws(MailCodecError) {
    let version = try fields.text(&port, 1)
    if version == [6] {
      let named = try fields.text(&port, 1).first ?? 0
      if named > 0 {
        _ = try fields.text(&port, 1)
        try fields.raw(&port, Int(named) - 1)
      }
    } else {
      try fields.raw(&port, 8)
    }
    switch try fields.text(&port, 1).first {
    case 18:
      _ = try fields.text(&port, 3)
      try fields.raw(&port, 32)
      _ = try fields.text(&port, 1)
    case 25:
      try fields.raw(&port, 32)
      _ = try fields.text(&port, 1)
    default:
      _ = try fields.text(&port, 2)
    }
    try fields.rest(&port)
  }

  /// RFC 9580 §5.2.3: a signature; versions before 4 go by their looks.
  private static func walkSignature<Port: PacketPort & ~Copyable>(
    _ port: inout Port, _ fields: inout PacketFields
  ) throws(MailCodecError) {
    guard try fields.text(&port, 1) == [4] else { return try fields.chosen(&port) }
    _ = try fields.text(&port, 3)
    for _ in 0..<2 {
      let octets = try fields.text(&port, 2)
      _ = try fields.text(&port, octets.reduce(0) { $0 << 8 | Int($1) })
    }
    try fields.raw(&port, 2)
    try walkIntegers(&port, &fields)
  }

  /// RFC 9580 §5.5.2: a public key; versions other than 4 go by their looks.
  private static func walkKey<Port: PacketPort & ~Copyable>(
    _ port: inout Port, _ fields: inout PacketFields
  ) throws(MailCodecError) {
    guard try fields.text(&port, 1) == [4] else { return try fields.chosen(&port) }
    _ = try fields.text(&port, 4)
    switch try fields.text(&port, 1).first {
    case 1: try walkIntegers(&port, &fields)
    case 18, 19, 22:
      // A curve and a point: two octets of length and the form of the point before its octets.
      let octets = try fields.text(&port, 1)
      _ = try fields.text(&port, Int(octets.first ?? 0))
      _ = try fields.text(&port, 3)
      try fields.raw(&port, 32)
      _ = try fields.text(&port, fields.left)
    default: try fields.chosen(&port)
    }
  }

  /// RFC 9580 §3.2: integers, each behind its length in bits.
  private static func walkIntegers<Port: PacketPort & ~Copyable>(
    _ port: inout Port, _ fields: inout PacketFields
  ) throws(MailCodecError) {
    while fields.left > 0 {
      let bits = try fields.text(&port, 2).reduce(0) { $0 << 8 | Int($1) }
      if bits < 32 { try fields.chosen(&port) } else { try fields.raw(&port, (bits + 7) / 8) }
    }
  }

  /// RFC 9580 §5.3: a session key for a passphrase.
  private static func walkPassphraseKey<Port: PacketPort & ~Copyable>(
    _ port: inout Port, _ fields: inout PacketFields
  ) throws(MailCodecError) {
    let version = try fields.text(&port, 1)
    let head = try fields.text(&port, version == [6] ? 6 : 3)
    try fields.raw(&port, 8)
    // Only the iterated kind has a count behind the salt.
    if head.dropLast().last == 3 { _ = try fields.text(&port, 1) }
    try fields.rest(&port)
  }
}

/// The bytes of a packet not yet moved; no field reaches beyond them.
struct PacketFields {
  var left: Int

  mutating func text<Port: PacketPort & ~Copyable>(
    _ port: inout Port, _ count: Int
  ) throws(MailCodecError) -> [UInt8] {
    let taken = min(count, left)
    left -= taken
    return try port.text(taken)
  }

  mutating func raw<Port: PacketPort & ~Copyable>(
    _ port: inout Port, _ count: Int
  ) throws(MailCodecError) {
    let taken = min(count, left)
    left -= taken
    try port.raw(taken)
  }

  mutating func rest<Port: PacketPort & ~Copyable>(
    _ port: inout Port
  ) throws(MailCodecError) {
    try raw(&port, left)
  }

  mutating func chosen<Port: PacketPort & ~Copyable>(
    _ port: inout Port
  ) throws(MailCodecError) {
    if try port.choice(left) { try rest(&port) } else { _ = try text(&port, left) }
  }
}
