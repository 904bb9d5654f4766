// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY

/// The link on a simulated radio, with nothing above it: what arrives is stored at once.
struct BenchmarkUser: RadioUser {
  var station: LinkStation
  /// When each message was confirmed, by its handle.
  private(set) var confirmedAt: [MessageHandle: Instant] = [:]
  /// What each confirmed message was cut into.
  private(set) var reports: [MessageHandle: TransferReport] = [:]
  /// The payloads that were handed up, repetitions included.
  private(set) var opened: [[UInt8]] = []
  /// All frames sent, while they are kept.
  private(set) var sent: [[UInt8]] = []
  var keepsSent = false
  private let identity: LinkIdentity
  private let peer: PeerKey
  private let parameters: LinkParameters
  private var seed: UInt64
  private var disk = SimulatedDisk()
  private var unfinished: [MessageHandle: OutboundMessage] = [:]
  private var isTransmitting = false
  private var mustRestart = false

  init(_ identity: LinkIdentity, peer: PeerKey, parameters: LinkParameters, seed: UInt64) {
    self.identity = identity
    self.peer = peer
    self.parameters = parameters
    self.seed = seed
    station = LinkStation(
      identity: identity, peers: [peer], parameters: parameters, random: SplitMix64(seed: seed))
  }

  var nextDeadline: Instant? { station.nextDeadline }

  mutating func handle(_ event: RadioUserEvent, at now: Instant) -> [RadioCommand] {
    switch event {
    case .received(let frame): return perform(.received(frame.bytes, snr: frame.snr), at: now)
    case .transmitted:
      isTransmitting = false
      return mustRestart ? restart(at: now) : perform(.transmitted, at: now)
    case .sensed(.clear): return perform(.sensed(.clear), at: now)
    case .sensed(.busy): return perform(.sensed(.busy), at: now)
    case .deadline: return perform(.deadline, at: now)
    }
  }

  mutating func submit(_ message: OutboundMessage, at now: Instant) -> [RadioCommand] {
    unfinished[message.handle] = message
    return perform(.submit(message, to: peer), at: now)
  }

  mutating func perform(_ event: LinkEvent, at now: Instant) -> [RadioCommand] {
    let step = station.handle(event, at: now)
    step.changes.forEach { disk.apply($0) }
    return step.actions.flatMap { perform($0, at: now) }
  }

  private mutating func perform(_ action: LinkAction, at now: Instant) -> [RadioCommand] {
    switch action {
    case .transmit(let frame):
      isTransmitting = true
      if keepsSent { sent.append(frame) }
      return [.transmit(frame)]
    case .tune(let channel): return [.tune(channel)]
    case .sense: return [.sense]
    case .opened(let message):
      opened.append(message.payload)
      return perform(.stored(message.peer, message.session, message.number), at: now)
    case .delivered(let report):
      confirmedAt[report.handle] = now
      reports[report.handle] = report
      unfinished[report.handle] = nil
      return []
    case .historyUnknown: return []
    case .returned(let handle, _):
      return unfinished[handle].map { submit($0, at: now) } ?? []
    }
  }

  /// The process ends, as soon as its radio is free, and starts again with what is on disk.
  mutating func restart(at now: Instant) -> [RadioCommand] {
    mustRestart = isTransmitting
    guard !isTransmitting else { return [] }
    seed &+= 0x1_0000_0001
    station = LinkStation(
      identity: identity, peers: [peer], parameters: parameters, random: SplitMix64(seed: seed),
      memory: disk.memory)
    let sealed = Set(disk.memory.sealed.map(\.message.handle))
    let unsealed = unfinished.filter { !sealed.contains($0.key) }.values
      .sorted { $0.handle.rawValue < $1.handle.rawValue }
    return unsealed.flatMap { submit($0, at: now) }
  }
}
