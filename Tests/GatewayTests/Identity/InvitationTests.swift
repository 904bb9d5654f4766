// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Gateway
import LoRaPHY
import Testing

struct InvitationTests {
  static let golden =
    "loragw10yhqsf0m429whdtnvgdh1t3cpgk3ejphdam57v8bvz0b5e3d3hyavga027w2t72"
    + "pv5bamkwxefc8b0v1mr309195w388rrwdrxexhhsktfk0g0f891x022058nakgdhr0xv6j"
    + "v3cc5kpa08fesmprv31cxjjwsbrc5pq0v35nrezd2md"

  @Test func `version 1 has not changed`() throws {
    #expect(try Sample.invitation().line == Self.golden)
    #expect(try Invitation(parsing: Self.golden) == Sample.invitation())
  }

  @Test func `what is printed reads back, with all fields`() throws {
    var channel = Sample.channel
    channel.region = "HAM-70CM-ITU1"
    channel.frequency = Frequency(hertz: UInt32.max)
    channel.spreadingFactor = .sf5
    channel.rescueSpreadingFactor = .sf12
    channel.codingRate = .fourEighths
    channel.preambleSymbols = 255
    for bandwidth in Bandwidth.allCases {
      channel.bandwidth = bandwidth
      let sent = try Sample.invitation(
        9, name: "A-1_b.c", domains: ["a.example", "[192.0.2.1]", "x"], channel: channel)
      let read = try Invitation(parsing: sent.line)
      #expect(read == sent)
      #expect(read.channel == channel)
      #expect(read.domains.map(\.text) == ["a.example", "[192.0.2.1]", "x"])
    }
  }

  @Test func `the keys are those of the identity`() throws {
    let identity = try Sample.identity(1)
    let invitation = try Invitation(parsing: Sample.invitation(1).line)
    #expect(invitation.staticKeyBytes == identity.staticKeyBytes)
    #expect(
      try invitation.staticKey.rawRepresentation == identity.staticKey.publicKey.rawRepresentation)
    #expect(
      try invitation.recordKey.rawRepresentation == identity.recordKey.publicKey.rawRepresentation)
    #expect(invitation.fingerprint == identity.fingerprint)
  }

  @Test func `no secret is in the line`() throws {
    let identity = try Sample.identity(1)
    let line = try Sample.invitation(1).line
    let bytes = try #require(Base32.decode(line.utf8.dropFirst(7)))
    for secret in [
      Array(identity.staticKey.rawRepresentation), Array(identity.recordKey.rawRepresentation),
    ] {
      #expect(bytes.firstRange(of: secret.prefix(8)) == nil)
    }
  }

  @Test func `each single wrong character is noticed`() throws {
    let line = Array(Self.golden.utf8)
    for position in 7..<line.count {
      for digit in Base32.digits where digit != line[position] {
        var wrong = line
        wrong[position] = digit
        #expect(throws: InvitationError.checksum) {
          try Invitation(parsing: String(decoding: wrong, as: UTF8.self))
        }
      }
    }
  }

  @Test func `swapped, doubled and lost characters are noticed`() throws {
    let line = Array(Self.golden.utf8)
    for position in 7..<(line.count - 1) {
      var swapped = line
      swapped.swapAt(position, position + 1)
      var doubled = line
      doubled.insert(line[position], at: position)
      var lost = line
      lost.remove(at: position)
      for wrong in [swapped, doubled, lost] where wrong != line {
        #expect(throws: InvitationError.checksum) {
          try Invitation(parsing: String(decoding: wrong, as: UTF8.self))
        }
      }
    }
  }

  @Test func `each cut line is noticed`() throws {
    for length in 7..<Self.golden.count {
      #expect(throws: InvitationError.checksum) {
        try Invitation(parsing: String(Self.golden.prefix(length)))
      }
    }
  }

  @Test func `wrapped lines, upper case and look-alikes read`() throws {
    let wanted = try Sample.invitation()
    let wrapped = Self.golden.prefix(60) + "\r\n  " + Self.golden.dropFirst(60) + "\n"
    #expect(try Invitation(parsing: String(wrapped)) == wanted)
    #expect(try Invitation(parsing: Self.golden.uppercased()) == wanted)
    let digits = Self.golden.dropFirst(7)
    let eyes = digits.replacing("0", with: "o").replacing("1", with: "l")
    #expect(try Invitation(parsing: "loragw1" + eyes) == wanted)
  }

  @Test(arguments: [
    (
      "",
      "this is no invitation: it must begin with loragw1; run 'loragw peer invite' there and copy its whole line"
    ),
    (
      "hello",
      "this is no invitation: it must begin with loragw1; run 'loragw peer invite' there and copy its whole line"
    ),
    (
      "loragw",
      "this is no invitation: it must begin with loragw1; run 'loragw peer invite' there and copy its whole line"
    ),
    (
      "loragwx",
      "this is no invitation: it must begin with loragw1; run 'loragw peer invite' there and copy its whole line"
    ),
    ("loragw1", "checksum wrong: copy the line again"),
    ("loragw1abc", "checksum wrong: copy the line again"),
    (
      "loragw2abc",
      "this invitation is of version 2, this loragw reads version 1: use the same release at both ends"
    ),
    ("loragw1abu", "character 10 ('u') cannot be in an invitation: copy the line again"),
    ("loragw1a…", "character 9 ('…') cannot be in an invitation: copy the line again"),
    ("loragw1a\u{0}", "character 9 ('\\u{0}') cannot be in an invitation: copy the line again"),
  ])
  func `wrong texts are told in one clear line`(text: String, message: String) {
    let error = #expect(throws: InvitationError.self) { try Invitation(parsing: text) }
    #expect(error?.description == message)
  }

  @Test func `no text whatever traps`() {
    let seed: UInt64 = 99
    var random = SplitMix64(seed: seed)
    for _ in 0..<2_000 {
      let length = Int.random(in: 0...120, using: &random)
      let noise = String(
        decoding: (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) },
        as: UTF8.self)
      for text in [noise, "loragw1" + noise] {
        #expect(throws: InvitationError.self, "seed \(seed)") { try Invitation(parsing: text) }
      }
    }
  }

  /// A line with a right checksum over any fields: what a broken or hostile program could make.
  static func line(over fields: [UInt8]) -> String {
    let checksum = SHA256.hash(data: Array("loragw1".utf8) + fields).prefix(5)
    return "loragw1" + Base32.encode(fields + checksum)
  }

  @Test func `right checksums over wrong fields are refused by the field`() throws {
    let bytes = try #require(Base32.decode(Self.golden.utf8.dropFirst(7)))
    let fields = Array(bytes.dropLast(5))
    #expect(Self.line(over: fields) == Self.golden)
    let cases: [(Range<Int>, [UInt8], String)] = [
      (0..<32, [UInt8](repeating: 0, count: 32), "X25519 key"),
      (0..<32, [1] + [UInt8](repeating: 0, count: 31), "X25519 key"),
      (68..<71, [0, 0, 1], "bandwidth"),
      (71..<72, [0x4A], "spreading factor"),
      (71..<72, [0x7F], "spreading factor"),
      (72..<73, [5], "coding rate"),
      (73..<74, [0], "preamble"),
      (74..<75, [0xFF], "region"),
      (81..<82, [0x20], "name"),
      (fields.count..<fields.count, [0], "length"),
      (50..<fields.count, [], "Ed25519 key"),
    ]
    for (range, replacement, field) in cases {
      var wrong = fields
      wrong.replaceSubrange(range, with: replacement)
      #expect(throws: InvitationError.badField(field)) {
        try Invitation(parsing: Self.line(over: wrong))
      }
    }
  }

  @Test func `right checksums over noise never trap`() throws {
    let seed: UInt64 = 5
    var random = SplitMix64(seed: seed)
    let bytes = try #require(Base32.decode(Self.golden.utf8.dropFirst(7)))
    for _ in 0..<1_000 {
      var fields = Array(bytes.dropLast(5))
      let position = Int.random(in: 64..<fields.count, using: &random)
      fields[position] = UInt8.random(in: 0...255, using: &random)
      if Bool.random(using: &random) { fields.removeLast(Int.random(in: 0...40, using: &random)) }
      if let read = try? Invitation(parsing: Self.line(over: fields)) {
        #expect(read.line == Self.line(over: fields), "seed \(seed)")
      }
    }
  }

  @Test func `what a line cannot carry is refused when it is made`() {
    #expect(throws: InvitationError.badField("name")) { try Sample.invitation(name: "a b") }
    #expect(throws: InvitationError.badField("list of domains")) {
      try Sample.invitation(domains: [])
    }
    var channel = Sample.channel
    channel.preambleSymbols = 256
    #expect(throws: InvitationError.badField("preamble")) {
      try Sample.invitation(channel: channel)
    }
  }
}
