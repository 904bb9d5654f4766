// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import Logging
import Synchronization
import Testing

/// What a running gateway would tell; counts how often it is asked.
final class ToldGateway: GatewayReporter, PeerKeeper {
  let told: GatewayOverview
  let asked = Mutex(0)

  init() throws { told = try .sample() }

  func status() async throws(SpoolError) -> GatewayStatus { told.status }
  func queue() async throws(SpoolError) -> [QueueEntry] { told.queue }
  func overview() async throws(SpoolError) -> GatewayOverview {
    asked.withLock { $0 += 1 }
    return told
  }
  func heard() async -> AsyncStream<HeardFrame> { AsyncStream { $0.finish() } }
  func ping(peer name: String) async throws(PeerRefusal) -> PingReport { .sample }
  func rekey(peer name: String) async throws(PeerRefusal) -> RekeyReport {
    RekeyReport(peer: name, hadSession: true, airtimeUs: 1)
  }
  func reloadPeers() async throws(PeerRefusal) -> PeerReload {
    PeerReload(peers: ["village"], needsRestart: false)
  }
  func catchUp() async {}
}

extension StatusServer {
  /// The routes that a server of this kind answers.
  static func sampleRoutes() throws -> [String] {
    let gateway = try ToldGateway()
    let configuration = try Configuration(parsing: ConfigurationSample.text, file: "f").status
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let server = try StatusServer(
      configuration, reporter: gateway, peers: gateway, logger: logger)
    return try #require(server).routes
  }
}
