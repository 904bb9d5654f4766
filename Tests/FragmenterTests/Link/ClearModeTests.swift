// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// Two amateur stations: everything is readable, and nothing can be altered.
struct ClearModeTests {
  private static let callSigns = ["F4ABC", "DL1ABC/P"]

  private func pair(_ loss: Double, seed: UInt64) throws -> LinkPair {
    try LinkPair(loss: loss, seed: seed, callSigns: Self.callSigns)
  }

  /// What somebody without keys reads in frames that went by: whole messages, in their order.
  private func overheard(_ frames: [[UInt8]]) -> [[UInt8]] {
    var payloads: [[UInt8]] = []
    var symbols: [Int: [UInt8]] = [:]
    for frame in frames {
      switch try? Frame(decoding: frame) {
      case .single(let single): payloads += [payload(single.sealed)].compactMap(\.self)
      case .symbol(let symbol):
        symbols[symbol.symbolID] = symbol.symbol
        guard case .last = symbol.kind else { continue }
        let sealed = (0...symbol.symbolID).flatMap { symbols[$0] ?? [] }
        payloads += [payload(sealed)].compactMap(\.self)
        symbols = [:]
      default: break
      }
    }
    return payloads
  }

  private func payload(_ sealed: [UInt8]) -> [UInt8]? {
    guard let header = InnerHeader(decoding: sealed) else { return nil }
    return Array(
      sealed.dropFirst(InnerHeader.encodedBytes)
        .dropLast(MessageSeal.tagBytes + Int(header.paddingBytes)))
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `messages of all sizes cross both ways at 20 % loss, in clear`(seed: UInt64) throws {
    var pair = try pair(0.2, seed: seed)
    var expected: [[[UInt8]]] = [[], []]
    for (handle, size) in [0, 1, 200, 231, 232, 5000].enumerated() {
      for side in 0...1 {
        let payload = noise(size, seed: seed &+ UInt64(size * 2 + side))
        expected[1 - side].append(payload)
        try pair.submit(payload, from: side, handle: Int64(handle))
      }
    }
    for side in 0...1 {
      #expect(try pair.run(untilDelivered: 6, from: side, within: .seconds(3600)), "seed \(seed)")
    }
    for side in 0...1 {
      #expect(Set(pair.network.users[side].stored) == Set(expected[side]), "seed \(seed)")
    }
    #expect(pair.violations == [], "seed \(seed)")
    let sent = pair.network.users.flatMap(\.sent)
    #expect(sent.allSatisfy { $0[0] & 1 == 1 }, "seed \(seed)")
  }

  @Test(arguments: [0, 5, 229, 500, 4000])
  func `a listener without keys reads each payload, and none where frames are encrypted`(
    size: Int
  ) throws {
    var clear = try pair(0, seed: 1)
    var encrypted = try LinkPair(loss: 0, seed: 1)
    let payload = noise(size, seed: 9)
    for index in 0...1 {
      var pair = index == 0 ? clear : encrypted
      try pair.submit(payload)
      #expect(try pair.run(untilDelivered: 1, within: .seconds(60)))
      if index == 0 { clear = pair } else { encrypted = pair }
    }
    #expect(overheard(clear.network.users[0].sent) == [payload])
    if size > 4 { #expect(!overheard(encrypted.network.users[0].sent).contains(payload)) }
  }

  @Test(arguments: [100, 231, 500, 2000, 10_000])
  func `a message in clear costs the airtime of an encrypted one`(size: Int) throws {
    let costs = try [[], Self.callSigns].map { calls in
      var pair = try LinkPair(loss: 0, seed: 3, callSigns: calls)
      try pair.establish(thenLoss: 0)
      try pair.submit(noise(size, seed: 4), handle: 2)
      #expect(try pair.run(untilDelivered: 2, within: .seconds(60)))
      return try #require(pair.network.users[0].delivered.last)
    }
    #expect(costs[0].airtime == costs[1].airtime && costs[0].bytes == costs[1].bytes)
    #expect(costs[0].frames == costs[1].frames)
  }

  @Test(arguments: [["F4ABC"], ["F4ABC", "DL1ABC"]])
  func
    `stations of different modes take each other for strangers`(calls: [String]) throws
  {
    var pair = try LinkPair(loss: 0, seed: 5, callSigns: calls)
    let isAlike = calls.count == 2
    try pair.submit(noise(500, seed: 5))
    try pair.submit(noise(500, seed: 6), from: 1, handle: 2)
    try pair.run(for: .seconds(600))
    for user in pair.network.users {
      #expect(user.stored.count == (isAlike ? 1 : 0))
      #expect(user.station.counters.framesForged == 0)
      #expect(isAlike || user.station.counters.framesReceived == 0)
      let answers = user.sent.count { frame in
        if case .hello(let hello)? = try? Frame(decoding: frame) {
          hello.kind == .response
        } else {
          false
        }
      }
      #expect(isAlike || answers == 0)
    }
  }

  @Test func `frames with C flipped change nothing and are answered by nobody`() throws {
    var pair = try pair(0.1, seed: 6)
    try pair.submit(noise(3000, seed: 6))
    #expect(try pair.run(untilDelivered: 1, within: .seconds(600)))
    try pair.run(for: .seconds(60))
    let recorded = pair.network.users[0].sent
    let before = pair.network.users[1]
    for var frame in recorded {
      frame[0] ^= 1
      try pair.inject(frame, to: 1)
    }
    try pair.run(for: .seconds(60))
    let after = pair.network.users[1]
    #expect(after.sent.count == before.sent.count && after.opened == before.opened)
    #expect(after.station.counters.framesReceived == before.station.counters.framesReceived)
    #expect(after.station.counters.framesForged == before.station.counters.framesForged)
    #expect(
      after.station.counters.framesForeign == before.station.counters.framesForeign + recorded.count
    )
  }

  @Test(arguments: 0..<5 as Range<UInt64>)
  func `forged frames in clear are refused and change no message`(seed: UInt64) throws {
    var pair = try pair(0.1, seed: seed)
    var attacker = Attacker(random: SplitMix64(seed: seed &+ 77))
    let payload = noise(6000, seed: seed)
    try pair.submit(payload)
    var seen = [0, 0]
    for _ in 0..<4000 where pair.network.users[0].delivered.isEmpty {
      try pair.network.step()
      for side in 0...1 where pair.network.users[side].sent.count > seen[side] {
        seen[side] = pair.network.users[side].sent.count
        guard let frame = pair.network.users[side].sent.last else { continue }
        let forged = attacker.forgery(like: frame)
        for target in 0...1 { try pair.inject(forged, to: target) }
      }
    }
    #expect(pair.network.users[0].delivered.count == 1, "seed \(seed)")
    #expect(pair.network.users[1].stored == [payload], "seed \(seed)")
    #expect(pair.network.users.reduce(0) { $0 + $1.station.counters.framesForged } > 10)
    #expect(pair.violations == [], "seed \(seed)")
  }

  @Test func `an altered payload is refused and the true one is delivered`() throws {
    var pair = try pair(0, seed: 8)
    try pair.establish(thenLoss: 0)
    let payload = noise(100, seed: 8)
    try pair.submit(payload, handle: 2)
    let sent = try pair.run(untilSentBy: 0) { if case .single = $0 { true } else { false } }
    #expect(sent)
    let original = try #require(pair.network.users[0].sent.last)
    let forged = pair.network.users[1].station.counters.framesForged
    for place in 4..<original.count {
      var altered = original
      altered[place] ^= 0x20
      try pair.inject(altered, to: 1)
    }
    #expect(
      pair.network.users[1].station.counters.framesForged == forged + original.count - 4)
    #expect(try pair.run(untilDelivered: 2, within: .seconds(60)))
    #expect(pair.network.users[1].stored == [[0], payload])
  }

  @Test func `all frames of an exchange replayed deliver nothing again and bring few answers`()
    throws
  {
    var pair = try pair(0.1, seed: 9)
    for handle in 1...5 as ClosedRange<Int64> {
      try pair.submit(noise(700, seed: UInt64(handle)), handle: handle)
    }
    #expect(try pair.run(untilDelivered: 5, within: .seconds(600)))
    try pair.run(for: .seconds(120))
    let recorded = pair.network.users[0].sent
    let before = pair.network.users[1]
    for frame in recorded {
      try pair.inject(frame, to: 1)
      try pair.run(for: .milliseconds(500))
    }
    let after = pair.network.users[1]
    #expect(after.opened == before.opened && after.stored == before.stored)
    #expect(after.sent.count - before.sent.count <= recorded.count / 2)
    #expect(pair.violations == [])
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `a change of the mode in mid-transfer loses no message and sends nothing of the other mode`(
    seed: UInt64
  ) throws {
    var pair = try LinkPair(loss: 0.1, seed: seed)
    let payloads = [noise(5000, seed: seed), noise(5000, seed: seed &+ 1)]
    for side in 0...1 { try pair.submit(payloads[side], from: side, handle: Int64(side)) }
    let limit = pair.network.now + .seconds(60)
    _ = try pair.network.run(until: limit) { $0.users[0].sent.count >= 12 }
    let before = pair.network.users.map(\.sent.count)
    for index in 0...1 {
      try pair.network.with(index) { user, now in
        user.parameters.mode = .clear
        user.parameters.callSign = CallSign(Self.callSigns[index])
        return ((), user.restart(at: now))
      }
    }
    try pair.run(for: .seconds(2))
    let onAir = zip(pair.network.users, before).map { $0.sent.dropFirst($1 + 1) }
    for side in 0...1 {
      #expect(try pair.run(untilDelivered: 1, from: side, within: .seconds(3600)), "seed \(seed)")
    }
    for side in 0...1 {
      #expect(pair.network.users[side].stored == [payloads[1 - side]], "seed \(seed)")
      #expect(pair.network.users[side].disk.memory.sessions.allSatisfy { $0.mode == .clear })
    }
    #expect(onAir.allSatisfy { $0.allSatisfy { $0[0] & 1 == 1 } }, "seed \(seed)")
    #expect(pair.violations == [], "seed \(seed)")
  }

  @Test func `a peer that needs encryption is not spoken with in clear`() throws {
    var pair = try pair(0, seed: 10)
    let peer = pair.keys[0]
    try pair.network.with(1) { user, now in
      user.parameters.encryptedPeers = [peer]
      return ((), user.restart(at: now))
    }
    try pair.submit(noise(100, seed: 1))
    try pair.run(for: .seconds(300))
    #expect(pair.network.users[1].sent.isEmpty && pair.network.users[1].stored.isEmpty)
    #expect(!pair.network.users[1].station.hasRoom(for: peer, of: .chat))
    let message = OutboundMessage(
      handle: MessageHandle(rawValue: 5), messageClass: .chat, payload: [1])
    var station = pair.network.users[1].station
    let step = station.handle(.submit(message, to: peer), at: pair.network.now)
    #expect(step.actions.contains(.returned(message.handle, peer)))
    #expect(step.changes.isEmpty)
  }

  @Test func `without a call sign nothing is sent in clear, and with one nothing encrypted`()
    throws
  {
    for (mode, callSign) in [(PayloadMode.clear, nil), (.encrypted, "F4ABC")] as [(_, String?)] {
      var pair = try LinkPair(loss: 0, seed: 11)
      try pair.network.with(0) { user, now in
        user.parameters.mode = mode
        user.parameters.callSign = callSign.flatMap { CallSign($0) }
        return ((), user.restart(at: now))
      }
      try pair.submit(noise(100, seed: 1))
      try pair.run(for: .seconds(300))
      #expect(pair.network.users[0].sent.isEmpty)
    }
  }
}
