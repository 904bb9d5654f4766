// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Crypto
import Foundation
import Gateway
import LoRaPHY
import Testing

/// A generator whose sequence is known from its seed.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Keys, channels and invitations that are the same in each run.
enum Sample {
  /// A board of the table that comes with loragw.
  static func board(_ id: String) throws -> Board {
    try #require(try BoardTable.shipped().board(id))
  }

  static func identity(_ seed: UInt8) throws -> GatewayIdentity {
    GatewayIdentity(
      staticKey: try .init(rawRepresentation: (0..<32).map { seed &+ $0 }),
      recordKey: try .init(rawRepresentation: (0..<32).map { seed &+ 64 &+ $0 }))
  }

  static let channel = SharedChannel(
    region: "EU868", frequency: Frequency(hertz: 869_525_000), bandwidth: .kHz125,
    spreadingFactor: .sf7, codingRate: .fourFifths, preambleSymbols: 8,
    rescueSpreadingFactor: .sf10)

  static func invitation(
    _ seed: UInt8 = 1, name: String = "village", domains: [String] = ["village.example"],
    channel: SharedChannel = channel
  ) throws -> Invitation {
    let identity = try identity(seed)
    return try Invitation(
      name: name, staticKey: identity.staticKey.publicKey,
      recordKey: identity.recordKey.publicKey, domains: domains.compactMap(DomainName.init),
      channel: channel)
  }

  /// Runs a test body in a fresh directory that is gone afterwards.
  static func inDirectory(_ body: (String) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "/loragw-test-\(UInt64.random(in: 0...UInt64.max))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }
}
