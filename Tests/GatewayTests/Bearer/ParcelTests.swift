// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Gateway
import LoRaPHY
import Testing

/// Ids and bytes as NNCP 8.8.2 writes them; the packet is cut behind its header.
enum NNCPSample {
  static let own = "ENOU7CP4QKY52CVSA7BYPA2T7XQQNOKTYKXPR35ZHA3DWQPUEQQQ"
  static let peer = "Y6CBUKIUNKJER7AZMP25XDB5SFOEFIQCBB36L7W224EUP2XAEXCA"
  static let name = "GZBXU6XTR6KF7CO3V5WU4KYKCL7KCEJ4CDO5FFZAZLJX674KB7CQ"
  static let header =
    "4e4e43504500000600000060235d4f89fc82b1dd0ab207c3878353fde106b953c2aef8efb938363b41f42421"
    + "c7841a29146a9248fc1963f5db8c3d915c42a2020877e5fedad70947eae025c4"

  static func route() throws -> NNCPRoute {
    NNCPRoute(own: try #require(NNCPNode(own)), peer: try #require(NNCPNode(peer)))
  }

  /// The bearer at the other end.
  static func otherRoute() throws -> NNCPRoute {
    NNCPRoute(own: try #require(NNCPNode(peer)), peer: try #require(NNCPNode(own)))
  }

  static func packet(_ rest: [UInt8] = [1, 2, 3]) throws -> Parcel {
    Parcel(name: try #require(ParcelName(name)), bytes: try bytes(header) + rest)
  }

  static func bytes(_ hexadecimal: String) throws -> [UInt8] {
    try stride(from: 0, to: hexadecimal.count, by: 2).map { start in
      let from = hexadecimal.index(hexadecimal.startIndex, offsetBy: start)
      return try #require(
        UInt8(hexadecimal[from..<hexadecimal.index(from, offsetBy: 2)], radix: 16))
    }
  }
}

struct ParcelTests {
  @Test func `a file travels with its name`() throws {
    let parcel = Parcel(name: try #require(ParcelName("fspl-1.fspl")), bytes: [7, 0, 255])
    let octets = parcel.encoded(leavingBy: nil)
    #expect(octets == [0, 11] + Array("fspl-1.fspl".utf8) + [7, 0, 255])
    #expect(try Parcel(decoding: octets, arrivingBy: nil) == parcel)
  }

  @Test func `an empty file travels`() throws {
    let parcel = Parcel(name: try #require(ParcelName("a")), bytes: [])
    #expect(
      try Parcel(decoding: parcel.encoded(leavingBy: nil), arrivingBy: nil) == parcel)
  }

  @Test func `of a packet of NNCP nothing travels that both ends know`() throws {
    let parcel = try NNCPSample.packet()
    let octets = parcel.encoded(leavingBy: try NNCPSample.route())
    let nodes = try NNCPSample.bytes(NNCPSample.header).suffix(64)
    let check = Array(SHA256.hash(data: nodes).prefix(4))
    let hash = try NNCPSample.bytes(
      "36437a7af38f945f89dbaf6d4e2b0a12fea1113c10ddd29720cad37f7f8a0fc5")
    #expect(octets == [1, 0x60] + check + hash + [1, 2, 3])
    #expect(try Parcel(decoding: octets, arrivingBy: NNCPSample.otherRoute()) == parcel)
  }

  @Test func `what is no packet between the two nodes travels as it is`() throws {
    let (there, back) = try (NNCPSample.route(), NNCPSample.otherRoute())
    let packet = try NNCPSample.packet()
    var newer = packet.bytes
    newer[7] = 7
    var nicer = packet.bytes
    nicer[8] = 1
    let name = try #require(ParcelName("x"))
    for parcel in [
      Parcel(name: packet.name, bytes: newer), Parcel(name: packet.name, bytes: nicer),
      Parcel(name: name, bytes: packet.bytes), Parcel(name: packet.name, bytes: [1, 2]),
    ] {
      let octets = parcel.encoded(leavingBy: there)
      #expect(octets.first == 0)
      #expect(try Parcel(decoding: octets, arrivingBy: back) == parcel)
    }
    // The way back is another one.
    #expect(packet.encoded(leavingBy: back).first == 0)
  }

  @Test func `ids that do not fit are noticed, and nothing is made up`() throws {
    let octets = try NNCPSample.packet().encoded(leavingBy: NNCPSample.route())
    #expect(throws: ParcelError.otherNodes) {
      try Parcel(decoding: octets, arrivingBy: NNCPSample.route())
    }
    #expect(throws: ParcelError.unexpectedPacket) { try Parcel(decoding: octets, arrivingBy: nil) }
  }

  @Test func `any bytes are read or refused`() throws {
    var random = SplitMix64(seed: 3)
    let route = try NNCPSample.otherRoute()
    let good = try NNCPSample.packet().encoded(leavingBy: NNCPSample.route())
    var readable = 0
    for round in 0..<4000 {
      var octets = round % 2 == 0 ? good : [0, 3] + Array("a.b".utf8) + [1]
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        octets[Int.random(in: octets.indices, using: &random)] = .random(
          in: 0...255, using: &random)
      }
      octets = Array(octets.prefix(Int.random(in: 0...octets.count, using: &random)))
      guard let parcel = try? Parcel(decoding: octets, arrivingBy: route) else { continue }
      readable += 1
      #expect(ParcelName(parcel.name.text) == parcel.name)
    }
    #expect(readable > 100)
  }

  @Test(arguments: [
    "", ".x", "-x", "a/b", "..", "a\0b", "a b", "é", "x.new", "x.tmp", "x.part", "a\n",
    String(repeating: "a", count: 201),
  ])
  func `names that could mean another file are none`(_ name: String) {
    #expect(ParcelName(name) == nil)
  }

  @Test func `ids of nodes are read as NNCP writes them`() throws {
    #expect(try NNCPSample.route().own.text == NNCPSample.own)
    for text in [
      "", NNCPSample.own.lowercased(), String(NNCPSample.own.dropLast()), NNCPSample.own + "A",
      String(NNCPSample.own.dropLast()) + "R", String(NNCPSample.own.dropLast()) + "1",
    ] {
      #expect(NNCPNode(text) == nil)
    }
  }
}
