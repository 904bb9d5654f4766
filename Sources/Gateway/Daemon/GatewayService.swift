// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import CLinuxIO
import Crypto
import Foundation
import Fragmenter
package import LoRaDriver
import LoRaPHY
public import Logging
package import MailCodec
import MailRelay
public import ServiceLifecycle

/// `loragw run`: a gateway as its configuration says, until it is told to stop.
public struct GatewayService: Service {
  private let configuration: Configuration
  private let identity: GatewayIdentity
  private let logger: Logger
  private let file: String?
  private let notifier: ServiceNotifier
  private let makeRadio: RadioMaker
  private let codec: MailCodec
  private let codecIdleTime: Duration

  /// Opens the radio that a configuration describes.
  package typealias RadioMaker = @Sendable (RadioConfiguration) throws -> any Radio

  /// Makes the service; `file` is where the configuration came from, to read its peers again.
  public init(
    _ configuration: Configuration, identity: GatewayIdentity, logger: Logger, file: String? = nil
  ) {
    self.init(configuration, identity: identity, logger: logger, file: file) { radio in
      try radio.open(clock: SystemClock.now)
    }
  }

  /// Makes the service with a radio of the caller's, whatever the configuration names.
  package init(
    _ configuration: Configuration, identity: GatewayIdentity, logger: Logger, file: String? = nil,
    notifier: ServiceNotifier = ServiceNotifier(environment: ProcessInfo.processInfo.environment),
    codec: MailCodec = MailCodec(), codecIdleTime: Duration = GatewayLimits.codecIdleTime,
    makeRadio: @escaping RadioMaker
  ) {
    self.makeRadio = makeRadio
    self.notifier = notifier
    self.codec = codec
    self.codecIdleTime = codecIdleTime
    self.file = file
    self.configuration = configuration
    self.identity = identity
    self.logger = logger
  }

  /// Runs until a graceful shutdown.
  ///
  /// - Throws: ``GatewayServiceError`` when it cannot start, ``SpoolError`` when the spool fails.
  public func run() async throws {
    let engine = try GatewayEngine(parts(), logger: logger)
    try await engine.tune()
    let control = ControlServer.make(
      stateDirectory: configuration.gateway.stateDirectory, reporter: engine,
      peers: engine, mails: engine, logger: logger)
    let drop = try dropCollector(engine)
    let bearers = try BearerService(
      Bearer.all(configuration), carrier: engine,
      octetsMax: configuration.mail.maximumMailBytes, logger: logger)
    let page = try StatusServer(
      configuration.status, reporter: engine, peers: engine, logger: logger)
    let listeners = try await listen(engine)
    await engine.start()
    logger.notice("\(configuration.gateway.name): ready")
    notifier.send(.ready(configuration.gateway.name))
    clio_release_program_pages()
    let end: Result<Void, any Error>
    do {
      end = .success(try await serve(engine, control, drop, bearers, page))
    } catch {
      end = .failure(error)
    }
    logger.notice("\(configuration.gateway.name): stopping")
    notifier.send(.stopping)
    for listener in listeners { await listener.shutdown() }
    await engine.stop()
    try end.get()
  }

  /// Serves until the control socket ends by a graceful shutdown, or something fails.
  private func serve(
    _ engine: GatewayEngine, _ control: some Service, _ drop: DropCollector?,
    _ bearers: BearerService?, _ page: StatusServer?
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      if let drop { group.addTask { await drop.run() } }
      if let bearers { group.addTask { await bearers.run() } }
      group.addTask { await engine.listen() }
      group.addTask { try await control.run() }
      if let page { group.addTask { try await page.run() } }
      group.addTask { for await error in engine.failures { throw error } }
      if let interval = notifier.watchdogInterval {
        group.addTask { try await keepWatch(engine, interval) }
      }
      defer { group.cancelAll() }
      _ = try await group.next()
    }
  }

  /// Says twice an interval that the engine still takes its turns; it is restarted if it does not.
  private func keepWatch(_ engine: GatewayEngine, _ interval: Duration) async throws {
    while true {
      await engine.takeTurn()
      notifier.send(.alive)
      try await Task.sleep(for: interval / 2)
    }
  }

  private func dropCollector(_ engine: GatewayEngine) throws -> DropCollector? {
    guard let path = configuration.mail.dropDirectory else { return nil }
    let folder = DropFolder(path: path)
    try folder.prepare()
    return DropCollector(
      folder, acceptor: engine, octetsMax: configuration.mail.maximumMailBytes, logger: logger)
  }

  private func listen(_ engine: GatewayEngine) async throws -> [MailListener] {
    var session = MailServerSession.Configuration(
      hostName: HostName(configuration.gateway.name),
      mailOctetsMax: await engine.largestMailBytes,
      airtimePerMegabyte: await engine.airtimePerMegabyte)
    let room = SharedMailRoom()
    var listeners: [MailListener] = []
    for (dialect, addresses) in [
      (MailDialect.lmtp, configuration.mail.lmtpListen), (.smtp, configuration.mail.smtpListen),
    ] {
      session.dialect = dialect
      for address in addresses {
        listeners.append(
          try await MailListener.start(
            at: address, acceptor: engine, configuration: .init(session: session), room: room,
            logger: logger))
      }
    }
    return listeners
  }

  private func parts() throws -> GatewayEngine.Parts {
    let channel = configuration.radio.channel.radioChannel
    return GatewayEngine.Parts(
      settings: try GatewaySettings(configuration),
      identity: try LinkIdentity(identity),
      stateDirectory: configuration.gateway.stateDirectory, codec: codec,
      codecIdleTime: codecIdleTime,
      radio: try makeRadio(configuration.radio), outlet: configuration.mail.deliver,
      bearers: Bearer.all(configuration),
      channel: channel,
      driver: configuration.radio.driver.rawValue, peerSource: peerSource,
      addresses: configuration.log.addresses)
  }

  /// Reads the peers again from the file this gateway was started with.
  private var peerSource: PeerSource {
    let (configuration, file) = (configuration, file)
    return { () throws(PeerRefusal) in
      guard let file else { throw .unavailable("the gateway was not started from a file") }
      let found: Configuration
      let routes: [PeerRoute]
      do {
        found = try Configuration.load(path: file)
        routes = try PeerRoute.all(found)
      } catch {
        let lines = "\(error)".split(separator: "\n")
        throw .configuration(lines.first.map(String.init) ?? file)
      }
      var other = found
      other.peers = configuration.peers
      return (routes, other != configuration)
    }
  }
}

extension LinkIdentity {
  /// The link's part of a gateway's identity.
  init(_ identity: GatewayIdentity) throws(GatewayServiceError) {
    guard let link = LinkIdentity(privateKey: Array(identity.staticKey.rawRepresentation)) else {
      throw .badKey("this gateway")
    }
    self = link
  }
}

extension GatewaySettings {
  /// The core's part of a configuration.
  init(_ configuration: Configuration) throws(GatewayServiceError) {
    self.init(
      name: configuration.gateway.name,
      localDomains: Set(configuration.gateway.localDomains.map(\.text)),
      peers: try PeerRoute.all(configuration),
      link: try LinkParameters(configuration),
      maximumMailBytes: configuration.mail.maximumMailBytes,
      reportedResults: configuration.mail.reportedResults)
    partDays = configuration.mail.partDays
    policy = configuration.policy
    doorLimits = configuration.mail.doorLimits
    lifetime = configuration.mail.lifetime
    retryDays = configuration.mail.retryDays
    confirmedRegions = configuration.gateway.confirmedRegions
  }
}

extension PeerRoute {
  /// The ways to the peers of a configuration.
  static func all(_ configuration: Configuration) throws(GatewayServiceError) -> [PeerRoute] {
    var routes: [PeerRoute] = []
    for peer in configuration.peers {
      guard let key = PeerKey(peer.invitation.staticKeyBytes) else { throw .badKey(peer.name) }
      routes.append(
        PeerRoute(
          name: peer.name, key: key, domains: Set(peer.domains.map(\.text)),
          relayFor: Set(peer.relayFor.map(\.text)),
          fromDomains: Set(peer.fromDomains.map(\.text))))
    }
    return routes
  }
}
