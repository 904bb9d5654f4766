// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// Gateways in range of each other: two that are peers, or a row in which neighbours are.
struct LinkPair {
  var network: SimulatedNetwork<LinkUser>
  let keys: [PeerKey]
  static let channel = RadioChannel(
    frequency: Frequency(hertz: 869_525_000),
    modulation: Modulation(spreadingFactor: .sf7, bandwidth: .kHz125, codingRate: .fourFifths))

  init(
    loss: Double, seed: UInt64, modulation: Modulation = channel.modulation, stations: Int = 2,
    rule: AirtimeRule = .unlimited, reserve: DutyReserve = .none,
    spreadingFactors: [SpreadingFactor] = [], rescue: SpreadingFactor? = nil,
    callSigns: [String] = [],
    configure: (_ parameters: inout LinkParameters, _ index: Int) -> Void = { _, _ in }
  ) throws {
    var parameters = LinkParameters(modulation: modulation)
    parameters.frequency = Self.channel.frequency
    parameters.spreadingFactors = spreadingFactors
    parameters.rescueSpreadingFactor = rescue
    parameters.turnaround = .milliseconds(10)
    parameters.airtimeRule = rule
    parameters.airtimeReserve = reserve
    let identities = try (0..<stations).map { index in
      try #require(LinkIdentity(privateKey: [UInt8](repeating: UInt8(index + 1), count: 32)))
    }
    keys = identities.map(\.publicKey)
    network = SimulatedNetwork(
      air: SimulatedAir(loss: .independent(loss), seed: seed),
      channel: RadioChannel(frequency: Self.channel.frequency, modulation: modulation))
    for index in 0..<stations {
      var own = parameters
      own.callSign = callSigns.dropFirst(index).first.flatMap { CallSign($0) }
      own.mode = own.callSign == nil ? .encrypted : .clear
      configure(&own, index)
      let peers = [index - 1, index + 1].filter { keys.indices.contains($0) }.map { keys[$0] }
      _ = network.join(
        LinkUser(
          identities[index], peers: peers, parameters: own,
          seed: seed &* 2 &+ UInt64(index)),
        site: StationSite(position: Position(x: 1000 * Double(index), y: 0)))
    }
  }

  /// The channel on which all listen.
  var home: RadioChannel { network.users[0].parameters.homeChannel }

  /// From now on the air is a real one, in which a neighbour's signal is so strong.
  mutating func setSignal(decibels: Double) {
    // 14 dBm over 1000 m against thermal noise in 125 kHz and a noise figure of 6 dB.
    let loss = 14 + 117 - decibels - 35 * 3
    network.air.model = .physical(
      PhysicalChannel(
        pathLoss: .logDistance(
          exponent: 3.5, referenceMetres: 1, referenceLossDecibels: loss),
        shadowingDecibels: 0, fading: nil))
  }

  mutating func submit(
    _ payload: [UInt8], from: Int = 0, to: Int? = nil, handle: Int64 = 1,
    as messageClass: MessageClass = .normal
  ) throws {
    let message = OutboundMessage(
      handle: MessageHandle(rawValue: handle), messageClass: messageClass, payload: payload)
    let peer = keys[to ?? 1 - from]
    try network.with(from) { user, now in ((), user.perform(.submit(message, to: peer), at: now)) }
  }

  /// Runs until so many messages of a side are confirmed.
  mutating func run(untilDelivered count: Int, from: Int = 0, within: Duration) throws -> Bool {
    try network.run(until: network.now + within) { $0.users[from].delivered.count >= count }
  }

  /// Lets the time run.
  mutating func run(for duration: Duration) throws {
    try network.run(until: network.now + duration)
  }

  /// Makes sessions on a clear air, then sets the loss and forgets what that cost.
  mutating func establish(thenLoss loss: Double) throws {
    network.air.loss = .independent(0)
    try submit([0], handle: -1)
    #expect(try run(untilDelivered: 1, within: .seconds(60)))
    network.air.loss = .independent(loss)
  }

  /// A process ends and starts again.
  mutating func restart(_ index: Int) throws {
    try network.with(index) { user, now in ((), user.restart(at: now)) }
  }

  /// A machine starts again.
  mutating func reboot(_ index: Int) throws {
    try network.with(index) { user, now in
      user.disk.reboot()
      return ((), user.restart(at: now))
    }
  }

  /// Changes the disk under a process and starts it again: a backup is put back.
  mutating func restore(_ index: Int, _ disk: SimulatedDisk) throws {
    try network.with(index) { user, now in
      user.disk = disk
      user.watch.backupPutBack()
      return ((), user.restart(at: now))
    }
  }

  /// Runs until a side has handed its radio a frame such as this; false when none came.
  mutating func run(
    untilSentBy index: Int, within: Duration = .seconds(600), _ isSuch: (Frame) -> Bool
  ) throws -> Bool {
    let before = network.users[index].sent.count
    return try network.run(until: network.now + within) {
      $0.users[index].sent[before...].contains { (try? Frame(decoding: $0)).map(isSuch) ?? false }
    }
  }

  /// Loses everything for a while.
  mutating func loseAll(for duration: Duration) throws {
    let loss = network.air.loss
    network.air.loss = .independent(1)
    try run(for: duration)
    network.air.loss = loss
  }

  /// Gives a frame to a station as if it had just heard it.
  mutating func inject(_ frame: [UInt8], to index: Int) throws {
    try network.with(index) { user, now in
      ((), user.perform(.received(frame, snr: SNR(decibels: 5)), at: now))
    }
  }

  /// Everything that went wrong in any step of any station; empty in every test.
  var violations: [String] { network.users.flatMap(\.watch.violations) }

  /// Whether all stations have nothing left to deliver.
  var isDrained: Bool { network.users.allSatisfy(\.unfinished.isEmpty) }
}

/// Bytes no codec can shorten.
func noise(_ count: Int, seed: UInt64) -> [UInt8] {
  var random = SplitMix64(seed: seed)
  return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
}
