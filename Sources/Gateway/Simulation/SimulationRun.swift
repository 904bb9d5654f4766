// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY

/// Runs a scenario in virtual time: single-threaded, the same seed gives the same world, bit for
/// bit.
public struct SimulationRun {
  /// Who transmitted when, as far as it has run.
  public private(set) var record: SimulationRecord
  /// Is told now and then how many virtual seconds have passed.
  public var onProgress: (Double) -> Void = { _ in }
  private let scenario: Scenario
  private let seed: UInt64
  private let plan: SimulationPlan
  private var network: SimulatedNetwork<SimulatedStation>
  private let keys: [PeerKey]
  private let places: [PeerKey: Int]
  private var messages: [SimulationReport.Message] = []
  private var parcels: [Parcel] = []
  private var proofsMissing: [Int] = []
  private var unproven = 0
  /// What each receiver still waits for, by sender.
  private var waiting: [Int: [PeerKey: [(id: Int, payload: [UInt8])]]] = [:]
  /// Whom the frame that a gateway is sending over the link is for.
  private var audience: [Int: Int] = [:]
  private var tally: UnacknowledgedTally
  private var events = 0

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
    places = Dictionary(uniqueKeysWithValues: zip(keys, keys.indices))
    network = SimulatedNetwork(
      air: SimulatedAir(loss: .independent(0), seed: random.next()), channel: scenario.channel)
    let neighbours = Self.neighbours(scenario)
    var parameters = try scenario.linkParameters()
    parameters.turnaround = .milliseconds(10)
    parameters.commitPatience = .milliseconds(1)
    var dice = SplitMix64(seed: ~seed)
    let sites = scenario.scattered(using: &dice)
    for (index, identity) in identities.enumerated() {
      let peers = neighbours[index].sorted().map { keys[$0] }
      parameters.callSign = parameters.mode == .clear ? .simulated(index) : nil
      let station = LinkStation(
        identity: identity, peers: peers, parameters: parameters,
        random: SplitMix64(seed: random.next()))
      _ = network.join(SimulatedStation(station, peers: peers), site: sites[index])
    }
    plan = try SimulationPlan(scenario, random: random, files: files)
    tally = UnacknowledgedTally(scenario)
    let modulation = scenario.channel.modulation
    record = SimulationRecord(
      gateways: scenario.gateways, band: try scenario.band(),
      channelText: "\(scenario.region), \(scenario.channel.frequency) MHz,"
        + " SF\(modulation.spreadingFactor.rawValue)/\(modulation.bandwidth) kHz"
        + " \(modulation.codingRate)")
    for (frequency, band) in try scenario.extraBands() { record.extraBands[frequency] = band }
  }

  private static func identity(_ random: inout SplitMix64) -> LinkIdentity {
    while true {
      let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
      if let identity = LinkIdentity(privateKey: bytes) { return identity }
    }
  }

  /// Who talks to whom over the link.
  private static func neighbours(_ scenario: Scenario) -> [Set<Int>] {
    var sets = [Set<Int>](repeating: [], count: scenario.gateways.count)
    let mail = scenario.traffic.filter { $0.kind == .mail }
    for (from, to) in scenario.messages.map({ ($0.from, $0.to) }) + mail.map({ ($0.from, $0.to) }) {
      for receiver in to where receiver != from {
        sets[from].insert(receiver)
        sets[receiver].insert(from)
      }
    }
    return sets
  }

  // MARK: - Running

  /// Runs to the end; `clock` reads the machine's seconds, for the report only.
  ///
  /// - Throws: what a station throws, which none does.
  public mutating func run(clock: () -> Double) throws -> SimulationReport {
    let started = clock()
    if scenario.hasEstablishedSessions { establishSessions() }
    network.air.model = scenario.model
    network.air.journal = []
    let end = Instant.zero + (scenario.duration ?? Self.longestRun)
    for arrival in plan.arrivals where arrival.at <= end {
      try advance(to: arrival.at)
      try handOver(arrival)
    }
    while !isFinished, let next = network.nextEvent, next <= end { try step() }
    if scenario.duration != nil { try advance(to: end) }
    closeRecord()
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
    if events & 0x3FF == 0 { onProgress(seconds(network.now)) }
    noteTransmissions(network.air.takeJournal())
    settleAll()
  }

  private var isFinished: Bool { scenario.duration == nil && unproven == 0 }

  private mutating func handOver(_ arrival: SimulationPlan.Arrival) throws {
    switch arrival.content {
    case .message(let payload): try handOver(payload, of: arrival)
    case .frame(let bytes):
      let frame = SharedTransmitter.BareFrame(id: tally.add(to: arrival.to), bytes: bytes)
      try network.with(arrival.from) { station, now in ((), station.send(frame, at: now)) }
    }
    settleAll()
  }

  private mutating func handOver(_ payload: [UInt8], of arrival: SimulationPlan.Arrival) throws {
    let message = messages.count
    messages.append(
      SimulationReport.Message(
        from: scenario.gateways[arrival.from], to: arrival.to.map { scenario.gateways[$0] },
        bytes: payload.count, atS: seconds(arrival.at), deliveredS: [:], proofS: nil,
        failed: true))
    proofsMissing.append(arrival.to.count)
    unproven += 1
    for receiver in arrival.to {
      let id = parcels.count
      parcels.append(Parcel(message: message, receiver: receiver))
      waiting[receiver, default: [:]][keys[arrival.from], default: []].append((id, payload))
      let parcel = SimulatedStation.Parcel(id: id, to: keys[receiver], payload: payload)
      try network.with(arrival.from) { station, now in
        ((), station.submit(parcel, at: now))
      }
    }
  }

  private mutating func settleAll() {
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
      unproven -= 1
      messages[message].proofS = now
      messages[message].failed = false
    case .keyed(let peer): audience[station] = peer.flatMap { places[$0] }
    case .keyedBare(let frame): tally.keyed(frame, by: station)
    case .refused: tally.refused(by: station)
    }
  }

  /// All neighbours begin with an open session, as after an earlier life.
  private mutating func establishSessions() {
    for index in keys.indices {
      for peer in network.users[index].peers {
        guard let other = places[peer], other > index else { continue }
        network.pair(index, other) { first, second, now in
          LinkStation.introduce(&first.station, &second.station, at: now)
        }
      }
    }
  }

  // MARK: - Reporting

  private mutating func noteTransmissions(_ transmissions: [Transmission]) {
    for transmission in transmissions {
      guard let gateway = network.user(of: transmission.station) else { continue }
      let received = Set(transmission.receivers.compactMap { network.user(of: $0) })
      let destroyed = Set(transmission.destroyedAt.compactMap { network.user(of: $0) })
      let kind = SentFrame.Kind(firstByte: transmission.frame.first ?? 0)
      let audience =
        kind == .unacknowledged
        ? tally.ended(by: gateway, received: received)
        : self.audience[gateway].map { [$0] } ?? []
      let fate: SentFrame.Fate =
        if !received.isDisjoint(with: audience) {
          .received
        } else {
          destroyed.isDisjoint(with: audience) ? .lost : .collided
        }
      record.frames.append(
        SentFrame(
          gateway: gateway, kind: kind, start: transmission.start, end: transmission.end,
          fate: fate, frequency: transmission.channel.frequency))
    }
  }

  /// What is still on the air ends in the record; nobody hears of it any more.
  private mutating func closeRecord() {
    record.duration = network.now - .zero
    var air = network.air
    while let end = air.nextDeadline { _ = air.advance(to: end) }
    noteTransmissions(air.takeJournal())
  }

  private func seconds(_ instant: Instant) -> Double { (instant - .zero).inSeconds }

  private func report(wallSeconds: Double) -> SimulationReport {
    var gateways: [String: SimulationReport.Gateway] = [:]
    let hours = record.bands.map { ($0, record.slidingAirtime(in: $0)) }
    for (index, name) in scenario.gateways.enumerated() {
      let sent = network.counters(of: index)
      gateways[name] = SimulationReport.Gateway(
        airtimeS: sent.airtime.inSeconds, frames: sent.frames, bytesOnAir: sent.bytes,
        worstHourRatio: Dictionary(
          uniqueKeysWithValues: hours.map { ($0.name, $0.ratio($1[index].worst)) }),
        unacknowledged: tally.counts[index])
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

extension SimulatedAir {
  /// The frames that have ended since the last look.
  fileprivate mutating func takeJournal() -> [Transmission] {
    defer { journal = [] }
    return journal ?? []
  }
}
