// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// A gateway of the tests: the link on a simulated radio, with a disk that survives restarts.
struct LinkUser: RadioUser {
  let identity: LinkIdentity
  let peers: [PeerKey]
  var parameters: LinkParameters
  var station: LinkStation
  var disk = SimulatedDisk()
  var watch = LinkWatch()
  /// Payloads stored, in the order of their commits, each once.
  var stored: [[UInt8]] = []
  /// How often a message was handed up, repetitions included.
  private(set) var opened = 0
  private var known: Set<[UInt8]> = []
  /// Messages confirmed, with what they cost, each once.
  var delivered: [TransferReport] = []
  /// Messages the link gave back; they are given to it again.
  var returned: [MessageHandle] = []
  /// Messages the peer lacks the history for.
  var refused: [MessageHandle] = []
  /// Messages not confirmed.
  private(set) var unfinished: [MessageHandle: (message: OutboundMessage, peer: PeerKey)] = [:]
  /// Every frame this user sent, and every one it heard.
  var sent: [[UInt8]] = []
  /// When each frame was handed to the radio.
  var sentAt: [Instant] = []
  /// When the radio was asked to listen for others.
  private(set) var sensedAt: [Instant] = []
  /// Where each frame was sent.
  private(set) var sentOn: [RadioChannel] = []
  var heard: [[UInt8]] = []
  /// Messages given to the link one after the other, each when a message is opened.
  var replies: [OutboundMessage] = []
  /// What happens to an opened message.
  var storing = Storing.atOnce
  var unstored: [InboundMessage] = []
  /// What the air does to frames besides losing them.
  var mischief: Mischief?
  /// The process ends at its next step, or once the radio is free.
  var ending = Ending.never
  private(set) var restarts = 0
  /// Where the radio is tuned, and since when.
  private(set) var tuned: RadioChannel
  private var tunedAt = Instant.zero
  /// How long the radio was away from home when each frame sent there ended.
  private(set) var absences: [Duration] = []
  /// The spreading factors frames were sent with.
  private(set) var usedSpreadingFactors: Set<SpreadingFactor> = []
  /// How often the ledger told the disk that it lives.
  private(set) var lifeSigns = 0
  private var isTransmitting = false
  private var seed: UInt64
  /// The deadlines of one instant, the last: a station must not ask for one it does not use up.
  private var deadlines = (at: Instant.zero, count: 0)
  private static let mostDeadlines = 16

  /// A station wants to be called again and again, and time does not pass.
  struct StandsStill: Error {
    var at: Instant
    var station: PeerKey
  }

  enum Storing { case atOnce, whenAsked }

  /// Why and when a process ends.
  enum Ending {
    case never
    /// Between two steps.
    case betweenSteps
    /// After the next commit and before its actions.
    case afterCommit
  }

  /// Frames doubled, and frames held back to come after a later one.
  struct Mischief {
    var probability: Double
    var random: SplitMix64
    var held: [ReceivedFrame] = []

    mutating func deliver(_ frame: ReceivedFrame) -> [ReceivedFrame] {
      switch Double.random(in: 0..<1, using: &random) {
      case ..<probability: return [frame, frame]
      case ..<(2 * probability):
        held.append(frame)
        return [frame]
      default:
        defer { held = [] }
        return [frame] + held
      }
    }
  }

  init(_ identity: LinkIdentity, peers: [PeerKey], parameters: LinkParameters, seed: UInt64) {
    self.identity = identity
    self.peers = peers
    self.parameters = parameters
    self.seed = seed
    tuned = parameters.homeChannel
    station = LinkStation(
      identity: identity, peers: peers, parameters: parameters, random: SplitMix64(seed: seed))
  }

  var nextDeadline: Instant? { station.nextDeadline }

  mutating func handle(_ event: RadioUserEvent, at now: Instant) throws -> [RadioCommand] {
    switch event {
    case .received(let frame):
      let frames = mischief?.deliver(frame) ?? [frame]
      return frames.flatMap { frame in
        heard.append(frame.bytes)
        return perform(.received(frame.bytes, snr: frame.snr), at: now)
      }
    case .transmitted:
      isTransmitting = false
      if ending == .betweenSteps { return restart(at: now) }
      return perform(.transmitted, at: now)
    case .sensed(.clear): return perform(.sensed(.clear), at: now)
    case .sensed(.busy): return perform(.sensed(.busy), at: now)
    case .deadline:
      deadlines = (now, deadlines.at == now ? deadlines.count + 1 : 1)
      guard deadlines.count <= Self.mostDeadlines else {
        throw StandsStill(at: now, station: station.publicKey)
      }
      return perform(.deadline, at: now)
    }
  }

  mutating func perform(_ event: LinkEvent, at now: Instant) -> [RadioCommand] {
    if case .submit(let message, let peer) = event {
      unfinished[message.handle] = (message, peer)
    }
    let step = station.handle(event, at: now)
    lifeSigns += step.changes.count { if case .airtimeAlive = $0 { true } else { false } }
    for change in step.changes {
      watch.see(change)
      disk.apply(change)
    }
    if ending == .afterCommit, !isTransmitting { return restart(at: now) }
    return step.actions.flatMap { perform($0, at: now) }
  }

  private mutating func perform(_ action: LinkAction, at now: Instant) -> [RadioCommand] {
    switch action {
    case .transmit(let frame):
      watch.see(
        frame, disk: disk, peers: peers, own: identity.publicKey, mode: parameters.mode)
      sent.append(frame)
      sentAt.append(now)
      sentOn.append(tuned)
      isTransmitting = true
      usedSpreadingFactors.insert(tuned.modulation.spreadingFactor)
      if tuned != parameters.homeChannel {
        absences.append(
          now - tunedAt + tuned.modulation.timeOnAir(payloadBytes: frame.count))
      }
      return [.transmit(frame)]
    case .tune(let channel):
      tuned = channel
      tunedAt = now
      return [.tune(channel)]
    case .sense:
      sensedAt.append(now)
      return [.sense]
    case .opened(let message):
      opened += 1
      if !replies.isEmpty {
        let reply = perform(.submit(replies.removeFirst(), to: message.peer), at: now)
        return reply + store(message, at: now)
      }
      if storing == .atOnce { return store(message, at: now) }
      unstored.append(message)
    case .delivered(let report):
      if unfinished.removeValue(forKey: report.handle) != nil { delivered.append(report) }
    case .historyUnknown(let handle, _): refused.append(handle)
    case .returned(let handle, _):
      returned.append(handle)
      if let (message, peer) = unfinished[handle] {
        return perform(.submit(message, to: peer), at: now)
      }
    }
    return []
  }

  mutating func store(_ message: InboundMessage, at now: Instant) -> [RadioCommand] {
    if known.insert(message.payload).inserted { stored.append(message.payload) }
    return perform(.stored(message.peer, message.session, message.number), at: now)
  }

  /// The process ends, as soon as its radio is free, and starts again with what is on disk.
  mutating func restart(at now: Instant) -> [RadioCommand] {
    guard !isTransmitting else {
      ending = .betweenSteps
      return []
    }
    ending = .never
    restarts += 1
    seed &+= 0x1_0000_0001
    unstored = []
    tuned = parameters.homeChannel
    station = LinkStation(
      identity: identity, peers: peers, parameters: parameters, random: SplitMix64(seed: seed),
      memory: disk.memory)
    let sealed = Set(disk.memory.sealed.map(\.message.handle))
    let again = unfinished.filter { !sealed.contains($0.key) }.values
      .sorted { $0.message.handle.rawValue < $1.message.handle.rawValue }
    return [.tune(tuned)] + again.flatMap { perform(.submit($0.message, to: $0.peer), at: now) }
  }
}
