// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Logging
import MailCodec
import MailRelay

/// The core of a gateway in real time: one radio, one relay, one clock.
///
/// It only translates: events of radio, clock, door and relay into the core, its actions out.
actor GatewayEngine {
  let core: GatewayCore
  private let radio: any Radio
  private let agent: DeliveryAgent
  private let parcels: ParcelStore
  private let channel: RadioChannel
  /// Where the link wants the radio, and where it is known to be.
  private var wanted: RadioChannel
  private var tuned: RadioChannel?
  /// What the radio was asked last: requests go one after the other.
  private var radioWork: Task<Void, Never>?
  var codecQueue = CodecQueue()
  private let driver: String
  let stateDirectory: String
  /// What the status page shows of the last hours.
  var chronicle = GatewayChronicle()
  let journal: GatewayJournal
  let peerSource: PeerSource
  var rekeyPace = WishPace(WishPace.handshake)
  var pingPace = WishPace(WishPace.ping)
  var pings = PendingPings()
  var audience = Audience()
  var rnodePackets = RNodeSplitPackets()
  private let thread = EngineThread()
  let codecThread: CodecThread
  private let started = SystemClock.now()
  private var timer: Task<Void, Never>?
  private(set) var isStopped = false
  var idle: Task<Void, Never>?
  let codecIdleTime: Duration
  /// Mails that wait at the door.
  var door: [(mail: MailTransaction, sender: CheckedContinuation<[Reply], Never>)] = []
  private var radioFault: String? { didSet { chronicleRadio(radioFault, before: oldValue) } }
  let failure: AsyncStream<SpoolError>.Continuation
  /// Yields when the gateway must stop.
  nonisolated let failures: AsyncStream<SpoolError>

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe thread.executor.asUnownedSerialExecutor()
  }

  /// Everything an engine is made of.
  struct Parts: Sendable {
    var settings: GatewaySettings
    var identity: LinkIdentity
    var stateDirectory: String
    var codec: MailCodec
    /// After how long without mail the codec's memory is given back.
    var codecIdleTime: Duration
    var radio: any Radio
    var outlet: MailOutlet
    var bearers: [Bearer] = []
    var channel: RadioChannel
    var driver: String
    var peerSource: PeerSource
    /// Whether addresses may stand in the log above debug.
    var addresses = AddressDisplay.hidden
  }

  init(_ parts: Parts, logger: Logger) throws(SpoolError) {
    core = try GatewayCore(
      settings: parts.settings, identity: parts.identity,
      spool: Spool(directory: parts.stateDirectory, boot: .current), codec: parts.codec,
      random: SystemRandomNumberGenerator(), wallClock: SystemClock.unixSeconds)
    radio = parts.radio
    agent = DeliveryAgent(parts.outlet, as: HostName(parts.settings.name))
    parcels = ParcelStore(parts.bearers)
    channel = parts.channel
    wanted = parts.channel
    driver = parts.driver
    stateDirectory = parts.stateDirectory
    peerSource = parts.peerSource
    codecIdleTime = parts.codecIdleTime
    codecThread = CodecThread(parts.codec)
    journal = GatewayJournal(logger: logger, addresses: parts.addresses)
    (failures, failure) = AsyncStream.makeStream()
  }

  /// What a million bytes that cannot be shortened cost on the air.
  var airtimePerMegabyte: Duration { core.airtimePerMegabyte }

  /// The largest mail that is surely taken, bytes.
  var largestMailBytes: Int { core.largestMailBytes }

  /// Returns once the engine is through with what it was asked before.
  func takeTurn() {}

  // MARK: - Events

  /// Tunes the radio; a radio that is absent now is tuned when it appears.
  func tune() async throws(RadioError) {
    do throws(RadioError) {
      try await settle()
    } catch {
      guard case .unsupportedChannel = error else {
        return note(error)
      }
      throw error
    }
  }

  /// A fault is logged once, whether a request or the radio itself tells of it first.
  private func note(_ fault: RadioError) {
    guard radioFault != fault.description else { return }
    radioFault = fault.description
    journal.radioFault(fault.description)
  }

  /// Takes up what the spool holds.
  func start() {
    if let why = core.settings.receiveOnly { journal.receiveOnly(why) }
    if let callSign = core.settings.link.callSign { journal.clear(callSign) }
    run { core, now throws(SpoolError) in try core.start(at: now) }
  }

  /// Takes what the radio heard, until its events end.
  func listen() async {
    for await event in radio.events {
      switch event {
      case .received(let frame): hear(frame)
      case .fault(let error): note(error)
      case .recovered:
        radioFault = nil
        journal.radioRecovered()
        retune(to: wanted)
        handle(.deadline)
      }
    }
  }

  func handle(_ event: LinkEvent) {
    run { core, now throws(SpoolError) in try core.handle(event, at: now) }
  }

  func run(
    _ step: (GatewayCore, Instant) throws(SpoolError) -> [GatewayAction]
  ) {
    do throws(SpoolError) {
      for action in try step(core, SystemClock.now()) { perform(action) }
    } catch {
      failure.yield(error)
    }
    schedule()
  }

  func schedule() {
    timer?.cancel()
    // A frame that ends after the stop must not wind the clock up again: it keeps the spool open.
    guard !isStopped, let deadline = core.nextDeadline else { return }
    let pause = max(deadline - SystemClock.now(), .zero)
    timer = Task {
      do { try await Task.sleep(for: pause) } catch { return }
      handle(.deadline)
    }
  }

  // MARK: - Actions

  func perform(_ action: GatewayAction) {
    switch action {
    case .tune(let channel): retune(to: channel)
    case .transmit(let frame): transmit(frame)
    case .sense: sense()
    case .pack(let job): runCodec { $0.add(job) }
    case .unpack(let job): runCodec { $0.add(job) }
    case .deliver(let job): deliver(job)
    case .notice(let notice):
      journal.record(notice)
      chronicle.note(notice, unixSeconds: SystemClock.unixSeconds())
      switch notice {
      case .arrived(_, let peer, _, _): runCodec { $0.prepare(forNextOf: peer) }
      case .pinged(let peer, let report): pings.end(peer, report)
      default: break
      }
    }
  }

  /// Lets the radio do something after all it was asked before.
  private func ask(_ work: @escaping @Sendable () async -> Void) {
    let former = radioWork
    radioWork = Task {
      await former?.value
      await work()
    }
  }

  private func retune(to channel: RadioChannel) {
    wanted = channel
    ask { await self.tuneAsWanted() }
  }

  private func tuneAsWanted() async {
    do throws(RadioError) {
      try await settle()
    } catch {
      // Without the right channel nothing is sent; each frame tries again.
      if radioFault == nil { journal.radioFault(error.description) }
      radioFault = error.description
    }
  }

  /// Makes sure that the radio is where the link wants it.
  private func settle() async throws(RadioError) {
    let channel = wanted
    guard tuned != channel else { return }
    tuned = nil
    try await radio.configure(channel)
    tuned = channel
    journal.tuned(to: channel)
  }

  private func transmit(_ frame: [UInt8]) {
    // The link never asks for it; this is the second belt.
    guard core.settings.receiveOnly == nil else {
      return journal.transmissionFailed("this station is receive-only")
    }
    journal.sent(frame)
    chronicleSent(frame, on: wanted)
    let next: FrameFollower = core.station.goesOn ? .frame : .nothing
    ask { await self.send(frame, before: next) }
  }

  private func send(_ frame: [UInt8], before next: FrameFollower) async {
    do throws(RadioError) {
      try await settle()
      try await radio.transmit(frame, before: next)
      radioFault = nil
      handle(.transmitted)
    } catch {
      // Told once; the link goes on trying with growing pauses.
      if radioFault == nil { journal.transmissionFailed(error.description) }
      radioFault = error.description
      handle(.transmissionFailed)
    }
  }

  private func sense() {
    ask { await self.listenBeforeTalking() }
  }

  private func listenBeforeTalking() async {
    let state: MediumState
    // A modem that listens by itself, or cannot, must not keep the link waiting for ever.
    guard radio.capabilities.activityDetection == .hardware else { return handle(.sensed(.clear)) }
    do throws(RadioError) {
      try await settle()
      state = try await radio.channelActivity() == .clear ? .clear : .busy
    } catch {
      state = .busy
    }
    handle(.sensed(state))
  }

  @concurrent
  private static func store(_ job: DeliveryJob, in parcels: ParcelStore) async -> [RecipientResult]
  {
    [parcels.store(job)]
  }

  private func deliver(_ job: DeliveryJob) {
    journal.handingOver(job)
    Task {
      let results =
        if BearerAddress.bearer(in: job.envelope) != nil {
          await Self.store(job, in: parcels)
        } else {
          await agent.deliver(
            MailTransaction(envelope: job.envelope, mail: job.content), deliveryID: job.deliveryID)
        }
      run { core, now throws(SpoolError) in try core.delivered(results, of: job, at: now) }
    }
  }
}

// MARK: - Control

extension GatewayEngine: GatewayReporter {
  func status() throws(SpoolError) -> GatewayStatus {
    try core.status(
      driver: driver, radioFault: radioFault, channel: channel, since: started,
      at: SystemClock.now())
  }

  func queue() throws(SpoolError) -> [QueueEntry] { try core.queue(at: SystemClock.now()) }

  /// Stops the clock and the radio; what is durable stays.
  func stop() async {
    isStopped = true
    timer?.cancel()
    idle?.cancel()
    failure.finish()
    audience.finish()
    await agent.shutdown()
    await radio.shutdown()
    await radioWork?.value
  }
}
