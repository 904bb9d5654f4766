// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import LoRaDriver
import LoRaPHY
import MailCodec

/// Runs a scenario in virtual time: single-threaded, the same seed gives the same world, bit for
/// bit.
public struct SimulationRun {
  private let scenario: Scenario
  private let seed: UInt64
  private var network: SimulatedNetwork<SimulatedStation>
  private let keys: [PeerKey]
  private var random: SplitMix64
  private var arrivals: [Arrival] = []
  private var messages: [SimulationReport.Message] = []
  private var parcels: [Parcel] = []
  private var proofsMissing: [Int] = []
  /// What each receiver still waits for, by sender.
  private var waiting: [Int: [PeerKey: [(id: Int, payload: [UInt8])]]] = [:]
  private var events = 0

  /// A message that will be handed over.
  private struct Arrival {
    var at: Instant
    var from: Int
    var to: [Int]
    var payload: [UInt8]
  }

  /// A message on its way to one receiver.
  private struct Parcel {
    var message: Int
    var receiver: Int
  }

  /// Makes the world; `files` gives the bytes of the mails that the scenario names.
  ///
  /// - Throws: whatever `files` throws.
  public init(
    _ scenario: Scenario, seed: UInt64, files: (String) throws -> [UInt8]
  ) throws {
    self.scenario = scenario
    self.seed = seed
    var random = SplitMix64(seed: seed)
    let identities = scenario.gateways.map { _ in Self.identity(&random) }
    let keys = identities.map(\.publicKey)
    self.keys = keys
    network = SimulatedNetwork(
      air: SimulatedAir(loss: .independent(0), seed: random.next()), channel: scenario.channel)
    let neighbours = Self.neighbours(scenario)
    var parameters = try Self.parameters(scenario)
    parameters.turnaround = .milliseconds(10)
    parameters.commitPatience = .milliseconds(1)
    for (index, identity) in identities.enumerated() {
      let peers = neighbours[index].sorted().map { keys[$0] }
      let station = LinkStation(
        identity: identity, peers: peers, parameters: parameters,
        random: SplitMix64(seed: random.next()))
      _ = network.join(
        SimulatedStation(station, peers: peers), site: scenario.sites[index])
    }
    self.random = random
    try plan(files)
  }

  /// What the region asks of the link; the laboratory asks nothing.
  private static func parameters(_ scenario: Scenario) throws -> LinkParameters {
    guard scenario.region != Region.lab.id else {
      return LinkParameters(modulation: scenario.channel.modulation)
    }
    let row = try Region.named(scenario.region).subBand(for: scenario.channel)
    return try LinkParameters(scenario.channel, under: row)
  }

  private static func identity(_ random: inout SplitMix64) -> LinkIdentity {
    while true {
      let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
      if let identity = LinkIdentity(privateKey: bytes) { return identity }
    }
  }

  /// Who talks to whom.
  private static func neighbours(_ scenario: Scenario) -> [Set<Int>] {
    var sets = [Set<Int>](repeating: [], count: scenario.gateways.count)
    for (from, to) in scenario.messages.map({ ($0.from, $0.to) })
      + scenario.traffic.map({ ($0.from, $0.to) })
    {
      for receiver in to where receiver != from {
        sets[from].insert(receiver)
        sets[receiver].insert(from)
      }
    }
    return sets
  }

  private mutating func plan(_ files: (String) throws -> [UInt8]) throws {
    var codec: MailCodec?
    for message in scenario.messages {
      let payload: [UInt8]
      switch message.content {
      case .random(let bytes): payload = randomBytes(bytes)
      case .mail(let file):
        let known = codec ?? MailCodec()
        codec = known
        payload = known.pack(envelope: [], mail: try files(file)).bytes
      }
      arrivals.append(
        Arrival(at: message.at, from: message.from, to: message.to, payload: payload))
    }
    for traffic in scenario.traffic { plan(traffic) }
    arrivals.sort { ($0.at, $0.from) < ($1.at, $1.from) }
  }

  private mutating func plan(_ traffic: Scenario.Traffic) {
    guard let duration = scenario.duration else { return }
    var at = Instant.zero
    while true {
      let fraction = Double.random(in: Double.leastNonzeroMagnitude..<1, using: &random)
      at = at + traffic.meanInterval * -log(fraction)
      guard at - .zero < duration else { return }
      for receiver in traffic.to {
        arrivals.append(
          Arrival(
            at: at, from: traffic.from, to: [receiver], payload: randomBytes(traffic.bytes)))
      }
    }
  }

  private mutating func randomBytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  // MARK: - Running

  /// Runs to the end; `clock` reads the machine's seconds, for the report only.
  ///
  /// - Throws: what a station throws, which none does.
  public mutating func run(clock: () -> Double) throws -> SimulationReport {
    let started = clock()
    if scenario.hasEstablishedSessions { establishSessions() }
    network.air.model = scenario.model
    let end = Instant.zero + (scenario.duration ?? Self.longestRun)
    for arrival in arrivals where arrival.at <= end {
      try advance(to: arrival.at)
      try handOver(arrival)
    }
    while !isFinished, let next = network.nextEvent, next <= end { try step() }
    if scenario.duration != nil { try advance(to: end) }
    return report(wallSeconds: clock() - started)
  }

  /// A run without a set end stops here at the latest.
  private static let longestRun = Duration.seconds(30 * 24 * 3600)

  private mutating func advance(to instant: Instant) throws {
    while let next = network.nextEvent, next <= instant { try step() }
    try network.run(until: instant)
  }

  private mutating func step() throws {
    try network.step()
    events += 1
    for (index, outcome) in network.takeOutcomes() { settle(outcome, at: index) }
  }

  private var isFinished: Bool {
    scenario.duration == nil && messages.allSatisfy { $0.proofS != nil }
  }

  private mutating func handOver(_ arrival: Arrival) throws {
    let message = messages.count
    messages.append(
      SimulationReport.Message(
        from: scenario.gateways[arrival.from], to: arrival.to.map { scenario.gateways[$0] },
        bytes: arrival.payload.count, atS: seconds(arrival.at), deliveredS: [:], proofS: nil,
        failed: true))
    proofsMissing.append(arrival.to.count)
    for receiver in arrival.to {
      let id = parcels.count
      parcels.append(Parcel(message: message, receiver: receiver))
      waiting[receiver, default: [:]][keys[arrival.from], default: []].append(
        (id, arrival.payload))
      let parcel = SimulatedStation.Parcel(id: id, to: keys[receiver], payload: arrival.payload)
      try network.with(arrival.from) { station, now in
        ((), station.submit(parcel, at: now))
      }
    }
    for (index, outcome) in network.takeOutcomes() { settle(outcome, at: index) }
  }

  private mutating func settle(_ outcome: SimulatedStation.Outcome, at station: Int) {
    let now = seconds(network.now)
    switch outcome {
    case .stored(let sender, let payload):
      guard
        let place = waiting[station]?[sender]?.firstIndex(where: { $0.payload == payload }),
        let id = waiting[station]?[sender]?.remove(at: place).id
      else { return }
      messages[parcels[id].message].deliveredS[scenario.gateways[station]] = now
    case .proven(let id):
      let message = parcels[id].message
      proofsMissing[message] -= 1
      guard proofsMissing[message] == 0 else { return }
      messages[message].proofS = now
      messages[message].failed = false
    }
  }

  /// All neighbours begin with an open session, as after an earlier life.
  private mutating func establishSessions() {
    for index in keys.indices {
      for peer in network.users[index].peers {
        guard let other = keys.firstIndex(of: peer), other > index else { continue }
        network.pair(index, other) { first, second, now in
          LinkStation.introduce(&first.station, &second.station, at: now)
        }
      }
    }
  }

  private func seconds(_ instant: Instant) -> Double { (instant - .zero).inSeconds }

  private func report(wallSeconds: Double) -> SimulationReport {
    var gateways: [String: SimulationReport.Gateway] = [:]
    for (name, station) in zip(scenario.gateways, network.users.map(\.station)) {
      gateways[name] = SimulationReport.Gateway(
        airtimeS: station.counters.airtimeSent.inSeconds, frames: station.counters.framesSent,
        bytesOnAir: station.counters.bytesSent)
    }
    let air = network.air.counters
    return SimulationReport(
      seed: seed, virtualS: seconds(network.now), wallS: wallSeconds, events: events,
      messages: messages, gateways: gateways,
      channel: SimulationReport.Channel(
        lost: air.lost, collided: air.collided, deaf: air.deaf))
  }
}

extension SimulatedNetwork where User == SimulatedStation {
  /// What happened at the stations since the last look.
  fileprivate mutating func takeOutcomes() -> [(Int, SimulatedStation.Outcome)] {
    takeTouched().flatMap { index -> [(Int, SimulatedStation.Outcome)] in
      change(index) { station in
        defer { station.outcomes = [] }
        return station.outcomes.map { (index, $0) }
      }
    }
  }
}
