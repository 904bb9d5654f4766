// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY

/// Two stations in reach of each other; the first one sends.
struct BenchmarkPair {
  var network: SimulatedNetwork<BenchmarkUser>
  private let keys: [PeerKey]
  private var lastHandle: Int64 = 0

  /// What differs between worlds.
  struct Setting: Sendable {
    var modulation = Self.modulation(.sf7)
    var rule = AirtimeRule.unlimited
    var reserve = DutyReserve.none

    static func modulation(_ factor: SpreadingFactor) -> Modulation {
      Modulation(spreadingFactor: factor, bandwidth: .kHz125, codingRate: .fourFifths)
    }
  }

  init(_ setting: Setting = Setting(), seed: UInt64) throws {
    let identities = (1...2).compactMap {
      LinkIdentity(privateKey: [UInt8](repeating: UInt8($0), count: 32))
    }
    guard identities.count == 2 else { throw BenchmarkError.noKeys }
    let channel = RadioChannel(
      frequency: Frequency(hertz: 869_525_000), modulation: setting.modulation)
    var parameters = LinkParameters(modulation: setting.modulation)
    parameters.frequency = channel.frequency
    parameters.turnaround = .milliseconds(5)
    parameters.commitPatience = .milliseconds(1)
    parameters.airtimeRule = setting.rule
    parameters.airtimeReserve = setting.reserve
    keys = identities.map(\.publicKey)
    network = SimulatedNetwork(
      air: SimulatedAir(loss: .independent(0), seed: seed), channel: channel)
    for index in 0..<2 {
      _ = network.join(
        BenchmarkUser(
          identities[index], peer: identities[1 - index].publicKey, parameters: parameters,
          seed: seed &* 2 &+ UInt64(index)))
    }
  }

  /// A pair with a session, on an air that loses so much from now on.
  static func inSession(
    _ setting: Setting = Setting(), loss: Double, seed: UInt64
  ) throws -> BenchmarkPair {
    var pair = try BenchmarkPair(setting, seed: seed)
    try pair.deliver([0])
    pair.network.air.loss = .independent(loss)
    return pair
  }

  /// Gives the sender a message.
  @discardableResult
  mutating func submit(
    _ payload: [UInt8], as messageClass: MessageClass = .normal
  ) throws -> MessageHandle {
    lastHandle += 1
    let message = OutboundMessage(
      handle: MessageHandle(rawValue: lastHandle), messageClass: messageClass, payload: payload)
    try network.with(0) { user, now in ((), user.submit(message, at: now)) }
    return message.handle
  }

  /// Runs until a message is confirmed.
  mutating func run(untilConfirmed handle: MessageHandle) throws {
    let end = network.now + .seconds(1_000_000)
    guard try network.run(until: end, or: { $0.users[0].confirmedAt[handle] != nil }) else {
      throw BenchmarkError.stuck
    }
  }

  /// Carries one message and says what that cost.
  @discardableResult
  mutating func deliver(
    _ payload: [UInt8], as messageClass: MessageClass = .normal
  ) throws -> TransferCost {
    let before = meter
    let handle = try submit(payload, as: messageClass)
    _ = try network.run(until: network.now + .seconds(7200)) {
      $0.air.counters.frames > before.frames
    }
    let wait = meter.time - before.time
    try run(untilConfirmed: handle)
    var cost = meter - before
    cost.wait = wait
    return cost
  }

  /// From now on all frames sent are kept.
  mutating func keepSent() throws {
    for index in 0..<2 {
      try network.with(index) { user, _ in
        user.keepsSent = true
        return ((), [])
      }
    }
  }

  /// Gives a frame to a station as if it had just heard it.
  mutating func inject(_ frame: [UInt8], to index: Int) throws {
    try network.with(index) { user, now in
      ((), user.perform(.received(frame, snr: SNR(decibels: 5)), at: now))
    }
  }

  /// A process ends and starts again.
  mutating func restart(_ index: Int) throws {
    try network.with(index) { user, now in ((), user.restart(at: now)) }
  }

  /// A station makes a new session.
  mutating func rekey(_ index: Int) throws {
    let other = keys[1 - index]
    try network.with(index) { user, now in ((), user.perform(.rekey(other), at: now)) }
  }

  /// Lets the time run.
  mutating func run(for duration: Duration) throws {
    try network.run(until: network.now + duration)
  }

  /// What everything cost so far.
  var meter: TransferCost {
    TransferCost(
      frames: network.air.counters.frames, bytes: network.air.counters.bytes,
      airtime: network.air.counters.airtime,
      receiverAirtime: network.users[1].station.counters.airtimeSent,
      time: network.now - .zero)
  }
}
