// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import LoRaDriver
public import LoRaPHY
import Logging
import MailCodec
public import MailRelay

/// Two gateways and the air between them, in one process and scaled time.
///
/// Each has its own state directory, LMTP door and Maildir; between them is the same simulated air
/// that `loragw ether` runs. The world's time follows the wall, `speed` times as fast.
public actor DemoWorld {
  /// What the demo is asked for.
  public struct Settings: Sendable {
    /// The folder everything is kept in.
    public var folder: String
    /// The channel both radios are tuned to.
    public var channel: RadioChannel
    /// Frames lost, 0 to 1.
    public var loss: Double
    /// Seed of the losses.
    public var seed: UInt64
    /// Seconds of the world in a second of the wall.
    public var speed: Double

    /// Makes settings.
    public init(
      folder: String, channel: RadioChannel, loss: Double, seed: UInt64, speed: Double
    ) {
      self.folder = folder
      self.channel = channel
      self.loss = loss
      self.seed = seed
      self.speed = speed
    }
  }

  /// What the display shows of the world at a moment.
  public struct Snapshot: Sendable {
    /// Seconds of the world since it began.
    public var seconds: Double
    /// Frames on the air so far, both gateways.
    public var frames: Int
    /// Their bytes.
    public var bytesOnAir: Int
    /// Their time on air, seconds.
    public var airtimeSeconds: Double
    /// Frames lost so far.
    public var framesLost: Int
    /// The queue of gateway A.
    public var queue: [QueueEntry]
    /// What happened since the last snapshot, by gateway.
    public var notices: [(gateway: String, notice: GatewayNotice)]
  }

  private var network: SimulatedNetwork<GatewayUser>
  private let gateways: [DemoGateway]
  private let settings: Settings
  private let codec: MailCodec
  private var doors: [LMTPListener] = []
  private var failure: (any Error)?
  private var began = SystemClock.now()
  private var notices: [(gateway: String, notice: GatewayNotice)] = []

  /// Makes both gateways, with fresh identities when the folder is new.
  ///
  /// - Throws: when the folder, a spool or an identity cannot be made.
  public init(_ settings: Settings) throws {
    self.settings = settings
    codec = MailCodec()
    gateways = try ["A", "B"].map { try DemoGateway(name: $0, in: settings.folder) }
    network = SimulatedNetwork(
      air: SimulatedAir(loss: .independent(settings.loss), seed: settings.seed),
      channel: settings.channel)
    let row = try Region.named("EU868").subBand(for: settings.channel)
    let link = try LinkParameters(settings.channel, under: row)
    let domains = [DemoMail.nearDomain, DemoMail.farDomain]
    for index in 0...1 {
      let core = try gateways[index].core(
        domain: domains[index], peer: gateways[1 - index], peerDomain: domains[1 - index],
        link: link, codec: codec)
      _ = network.join(GatewayUser(core))
    }
  }

  /// Where gateway B delivers.
  public nonisolated var farMaildir: String { gateways[1].maildirPath }

  /// Where gateway A delivers.
  public nonisolated var nearMaildir: String { gateways[0].maildirPath }

  // MARK: - Time

  private var wallTime: Instant {
    .zero + (SystemClock.now() - began) * settings.speed
  }

  /// Opens both doors, at ports of this machine that the system chooses.
  ///
  /// - Throws: when a port cannot be had.
  public func open() async throws -> (near: ListenAddress, far: ListenAddress) {
    let logger = Logger(label: "loragw.demo") { _ in SwiftLogNoOpLogHandler() }
    for index in gateways.indices {
      let session = LMTPServerSession.Configuration(hostName: HostName(gateways[index].name))
      doors.append(
        try await LMTPListener.start(
          at: .tcp(host: "127.0.0.1", port: 0), acceptor: DemoDoor(world: self, gateway: index),
          configuration: .init(session: session), logger: logger))
    }
    return (doors[0].address, doors[1].address)
  }

  /// Lets the world run until the task is cancelled, then closes the doors.
  ///
  /// - Throws: when a spool fails; the next snapshot throws it too.
  public func run() async throws {
    began = SystemClock.now()
    do {
      for index in gateways.indices {
        try with(index) { core, now in try core.start(at: now) }
      }
      while !Task.isCancelled {
        try advance()
        // A cancelled sleep ends the loop by its condition.
        try? await Task.sleep(for: .milliseconds(10))
      }
    } catch {
      failure = error
    }
    for door in doors { await door.shutdown(grace: .seconds(1)) }
    if let failure { throw failure }
  }

  private func advance() throws {
    try network.run(until: wallTime)
    for index in network.users.indices { try empty(outboxOf: index) }
  }

  private func with(
    _ index: Int, _ body: (GatewayCore, Instant) throws -> [GatewayAction]
  ) throws {
    try network.run(until: wallTime)
    try network.with(index) { user, now in ((), user.split(try body(user.core, now))) }
    try empty(outboxOf: index)
  }

  private func empty(outboxOf index: Int) throws {
    let actions = try network.with(index) { user, _ in
      defer { user.outbox = [] }
      return (user.outbox, [])
    }
    for action in actions {
      switch action {
      case .pack(let job):
        let packed = job.packed(by: codec)
        try with(index) { core, now in try core.packed(job, bytes: packed, at: now) }
      case .unpack(let job):
        let result = job.unpacked(by: codec)
        try with(index) { core, now in try core.unpacked(job, result, at: now) }
      case .deliver(let job): deliver(job, at: index)
      case .notice(let notice): notices.append((gateways[index].name, notice))
      case .tune, .transmit, .sense: break
      }
    }
  }

  private func deliver(_ job: DeliveryJob, at index: Int) {
    let outlet = MailOutlet.maildir(path: gateways[index].maildirPath)
    Task {
      let results = await outlet.deliver(
        job.envelope, mail: job.content, deliveryID: job.deliveryID)
      try with(index) { core, now in try core.delivered(results, of: job, at: now) }
    }
  }

  // MARK: - Door and display

  func judge(_ inquiry: RecipientInquiry, at index: Int) -> Reply {
    network.users[index].core.judge(inquiry)
  }

  func accept(_ transaction: MailTransaction, at index: Int) -> [Reply] {
    var replies: [Reply] = []
    do {
      try with(index) { core, now in
        let result = try core.accept(transaction, at: now)
        replies = result.replies
        return result.actions
      }
    } catch {
      notices.append((gateways[index].name, .spoolTrouble("\(error)")))
    }
    guard replies.isEmpty else { return replies }
    let reply = Reply(451, .init(4, 3, 0), "The demo is going down")
    return transaction.envelope.forwardPaths.map { _ in reply }
  }

  /// The world at this moment; takes the notices.
  ///
  /// - Throws: when a spool cannot be read.
  public func snapshot() throws -> Snapshot {
    if let failure { throw failure }
    defer { notices = [] }
    let counters = network.air.counters
    return Snapshot(
      seconds: (network.now - .zero).inSeconds, frames: counters.frames,
      bytesOnAir: counters.bytes, airtimeSeconds: counters.airtime.inSeconds,
      framesLost: counters.lost, queue: try network.users[0].core.queue(at: network.now),
      notices: notices)
  }
}

/// The door of one of the demo's gateways.
private struct DemoDoor: MailAcceptor {
  let world: DemoWorld
  let gateway: Int

  func judge(_ inquiry: RecipientInquiry) async -> Reply {
    await world.judge(inquiry, at: gateway)
  }

  func accept(_ transaction: MailTransaction) async -> [Reply] {
    await world.accept(transaction, at: gateway)
  }
}
