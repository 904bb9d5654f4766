// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import GRDB
import Gateway
import LoRaDriver
import LoRaPHY
import MailCodec
import MailRelay

/// Gateways on one simulated air in virtual time, each with a spool, the codec and a relay.
///
/// The first is `a.test`, the second `b.test`, and so on; each has all others as peers.
final class GatewayWorld {
  static let modulation = Modulation(
    spreadingFactor: .sf7, bandwidth: .kHz125, codingRate: .fourFifths)
  /// Priming takes a while; one serves all tests.
  static let codec = MailCodec()

  private(set) var network: SimulatedNetwork<GatewayStation>
  private(set) var sites: [GatewaySite]
  /// Whether mails are packed as soon as the core asks for it; else they wait in `unpacked`.
  var packing = Promptness.atOnce
  /// Whether mails from the air are unpacked as soon as the core asks for it; else they wait in
  /// `unread`.
  var unpacking = Promptness.atOnce
  /// Whether mails are handed to the relay as soon as the core asks for it.
  var handing = Promptness.atOnce
  private let memory: Memory
  private var incarnations: UInt64 = 0
  private let seed: UInt64

  enum Promptness { case atOnce, never }

  /// Where the spools are.
  enum Memory {
    /// In memory: nothing can be switched off.
    case volatile
    /// Below a directory.
    case disk(String)
  }

  init(_ memory: Memory, count: Int = 2, loss: Double = 0, seed: UInt64 = 1) throws {
    self.memory = memory
    self.seed = seed
    network = SimulatedNetwork(
      air: SimulatedAir(loss: .independent(loss), seed: seed),
      channel: RadioChannel(
        frequency: Frequency(hertz: 869_525_000), modulation: Self.modulation))
    sites = try GatewaySite.all(count)
    for _ in sites { _ = network.join(GatewayStation()) }
    for index in sites.indices { try switchOn(index) }
  }

  // MARK: - Process

  /// A process starts with what is on disk.
  func switchOn(_ index: Int) throws {
    let core = try makeCore(index)
    try network.with(index) { station, now in ((), try station.switchOn(core, at: now)) }
    try settle()
  }

  /// A process ends without a word; its spool is closed with its last reference.
  func switchOff(_ index: Int) throws {
    sites[index].unpacked = []
    sites[index].unread = []
    try network.with(index) { station, _ in
      station.switchOff()
      return ((), [])
    }
  }

  /// The process ends, and a new one starts a second later.
  func restart(_ index: Int) throws {
    try switchOff(index)
    try run(for: .seconds(1))
    try switchOn(index)
  }

  private func makeCore(_ index: Int) throws -> GatewayCore {
    incarnations += 1
    let spool: Spool
    switch memory {
    case .volatile: spool = try Spool()
    case .disk(let directory):
      let path = directory + "/\(sites[index].name)"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      spool = try Spool(directory: path)
    }
    return try GatewayCore(
      settings: sites[index].settings, identity: sites[index].identity, spool: spool,
      codec: Self.codec, random: SplitMix64(seed: seed << 16 + incarnations),
      wallClock: { 1_700_000_000 })
  }

  /// Changes what a gateway knows; it holds from its next start on.
  func configure(_ index: Int, _ change: (inout GatewaySettings) -> Void) throws {
    change(&sites[index].settings)
  }

  /// The core of a gateway that is switched on.
  func core(_ index: Int) throws -> GatewayCore {
    guard let core = network.users[index].core else { throw WorldError.switchedOff(index) }
    return core
  }

  func isSwitchedOff(_ index: Int) throws -> Bool { network.users[index].core == nil }

  enum WorldError: Error { case switchedOff(Int) }

  /// Runs SQL on a gateway's own connection: to make commits fail, and to let them succeed again.
  func execute(_ index: Int, _ sql: String) throws {
    try core(index).spool.queue.writeWithoutTransaction { try $0.execute(sql: sql) }
  }

  /// Puts messages of one's own making into a gateway's queue, and starts it anew.
  func ship(
    _ content: MessageContent, _ payloads: [[UInt8]], from index: Int = 0
  ) throws {
    let peer = sites[1 - index].identity.publicKey.bytes
    for payload in payloads {
      try core(index).spool.queue.write {
        try $0.execute(
          sql: """
            INSERT INTO shipment (peer, content, class, state, bytes, payload)
            VALUES (?, ?, 1, 'waiting', ?, ?)
            """, arguments: [Data(peer), content.rawValue, payload.count, Data(payload)])
      }
    }
    try restart(index)
  }

  /// Lets a gateway's process end at the commit after this many.
  func limitCommits(_ index: Int, to count: Int) throws {
    let limit = CommitLimit(count)
    try core(index).spool.queue.add(transactionObserver: limit, extent: .observerLifetime)
    try network.with(index) { station, _ in
      station.lifetime = limit
      return ((), [])
    }
  }

  /// Reads a number through a connection of its own, so only what is committed.
  func committed(_ index: Int, _ sql: String) throws -> Int {
    guard case .disk(let directory) = memory else { return 0 }
    let queue = try DatabaseQueue(path: directory + "/\(sites[index].name)/spool.sqlite")
    return try queue.read { try Int.fetchOne($0, sql: sql) } ?? 0
  }

  // MARK: - Mail

  /// Hands a mail over at the door, below the recipients' judgement.
  @discardableResult
  func accept(
    _ envelope: Envelope, _ mail: [UInt8], at index: Int = 0,
    asking request: DeliveryRequest = DeliveryRequest()
  ) throws -> [Reply] {
    let transaction = MailTransaction(
      envelope: envelope, mail: mail, clientName: "relay.test", request: request)
    let replies = try network.with(index) { station, now in
      var replies: [Reply] = []
      let commands = try station.act { core in
        let result = try core.accept(transaction, at: now)
        replies = result.replies
        return result.actions
      }
      return (replies, commands)
    }
    try settle()
    return replies
  }

  // MARK: - Time

  var now: Instant { network.now }

  var frames: Int { network.air.counters.frames }

  func setLoss(_ loss: Double) { network.air.loss = .independent(loss) }

  /// Watches each frame of a gateway before its radio gets it.
  func watch(_ index: Int, _ onFrame: @escaping (Frame) throws -> Void) throws {
    try network.with(index) { station, _ in
      station.onFrame = onFrame
      return ((), [])
    }
  }

  func run(for duration: Duration) throws {
    _ = try run(atMost: duration) { _ in false }
  }

  /// Lets the world run until a condition holds; false when the time was over first.
  @discardableResult
  func run(
    atMost duration: Duration = .seconds(24 * 3600), until condition: (GatewayWorld) throws -> Bool
  ) throws -> Bool {
    let end = network.now + duration
    while try !condition(self) {
      guard let next = network.nextEvent, next <= end else {
        try network.run(until: end)
        return try condition(self)
      }
      try network.step()
      try settle()
    }
    return true
  }

  /// Does what the cores asked for, until they ask for nothing more.
  func settle() throws {
    for index in sites.indices {
      while true {
        let actions = try network.with(index) { station, _ in (station.takeOutbox(), []) }
        if actions.isEmpty { break }
        // What a process had still to do when it ended is not done.
        for action in actions where network.users[index].core != nil {
          try perform(action, at: index)
        }
      }
    }
  }

  private func perform(_ action: GatewayAction, at index: Int) throws {
    switch action {
    case .pack(let job):
      guard packing == .atOnce else { return sites[index].unpacked.append(job) }
      try pack(job, at: index)
    case .unpack(let job):
      guard unpacking == .atOnce else { return sites[index].unread.append(job) }
      try unpack(job, at: index)
    case .deliver(let job):
      sites[index].offered.append(.init(job, at: now))
      guard handing == .atOnce else { return }
      let results = sites[index].relay.take(job)
      for (address, result) in zip(job.envelope.forwardPaths, results) {
        guard case .delivered = result else { continue }
        sites[index].delivered.append(
          .init(envelope: job.envelope, recipient: address, content: job.content))
      }
      try tell(index) { core, now in try core.delivered(results, of: job, at: now) }
    case .notice(let notice): sites[index].notices.append(notice)
    case .tune, .transmit, .sense: break
    }
  }

  /// Runs the codec for the job at a place among those that wait for it.
  func packWaiting(_ place: Int, at index: Int = 0) throws {
    try pack(sites[index].unpacked.remove(at: place), at: index)
    try settle()
  }

  private func pack(_ job: PackingJob, at index: Int) throws {
    sites[index].packings.append(.init(job))
    let bytes = job.packed(by: Self.codec)
    try tell(index) { core, now in try core.packed(job, bytes: bytes, at: now) }
  }

  /// Runs the codec for the message at a place among those that wait for it.
  func unpackWaiting(_ place: Int = 0, at index: Int = 1) throws {
    try unpack(sites[index].unread.remove(at: place), at: index)
    try settle()
  }

  private func unpack(_ job: UnpackingJob, at index: Int) throws {
    let result = job.unpacked(by: Self.codec)
    try tell(index) { core, now in try core.unpacked(job, result, at: now) }
  }

  /// Does something with a core that is no event of the radio.
  func tell(
    _ index: Int, _ body: (GatewayCore, Instant) throws -> [GatewayAction]
  ) throws {
    try network.with(index) { station, now in
      ((), try station.act { core in try body(core, now) })
    }
  }

  /// What the relay behind a gateway answers from now on.
  func setRelay(_ index: Int, _ relay: TestRelay) { sites[index].relay = relay }
}

extension GatewayCore {
  /// The queue, where its times do not matter.
  func queue() throws(SpoolError) -> [QueueEntry] { try queue(at: .zero) }
}

extension Reply {
  /// What the reply says before it speaks of the time.
  var nameGiven: String { String(text.prefix { $0 != "," }) }
}
