// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Fragmenter
import Gateway
import LoRaDriver
import LoRaPHY
import ServiceLifecycle
import Testing

/// What a running gateway says of frames that are not its peer's.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct VerdictTests {
  private static let names = ["camp", "village"]

  /// Two daemons and a third radio that hears and sends whatever it likes.
  private static func onAir(
    _ body: @Sendable @escaping ([ControlClient], EtherRadio) async throws -> Void
  ) async throws {
    try await Sample.inDirectory { directory in
      let ether = try EtherServer(
        socketPath: directory + "/ether.sock", loss: .independent(0), seed: 8, speed: 20)
      try await ether.start()
      var services: [any Service] = []
      for (name, peer) in zip(names, names.reversed()) {
        try FileManager.default.createDirectory(
          atPath: directory + "/" + name, withIntermediateDirectories: true)
        let configuration = try Configuration(
          parsing: GatewayServiceTests.text(name, peer: peer, in: directory), file: "\(name).toml")
        services.append(
          GatewayService(
            configuration, identity: try Sample.identity(GatewayServiceTests.seed(name)),
            logger: GatewayServiceTests.logger
          ) { try $0.open(clock: SystemClock.now) })
      }
      let stranger = EtherRadio(socketPath: directory + "/ether.sock", clock: SystemClock.now)
      let clients = names.map { ControlClient(stateDirectory: directory + "/" + $0) }
      let group = ServiceGroup(services: services, logger: GatewayServiceTests.logger)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        for client in clients { try await Wait.until { await (try? client.status()) != nil } }
        try await body(clients, stranger)
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
      await stranger.shutdown()
      await ether.shutdown()
    }
  }

  private static var channel: RadioChannel {
    RadioChannel(
      frequency: Frequency(hertz: 869_525_000),
      modulation: Modulation(spreadingFactor: .sf7, bandwidth: .kHz125, codingRate: .fourFifths))
  }

  /// What a gateway hears while the stranger sends frames, all of different lengths.
  ///
  /// They are sent again and again: nobody tells since when the gateway listens.
  private static func heard(
    _ frames: [[UInt8]], of stranger: EtherRadio, by client: ControlClient
  ) async throws -> [HeardFrame] {
    let sending = Task {
      while !Task.isCancelled {
        for frame in frames { try await stranger.transmit(frame) }
      }
    }
    defer { sending.cancel() }
    var all: [HeardFrame] = []
    try await client.listen { frame in
      all.append(frame)
      return all.count == 2 * frames.count - 1 ? .enough : .more
    }
    let start = try #require(all.firstIndex { $0.bytes == frames[0].count })
    return Array(all[start...].prefix(frames.count))
  }

  @Test func `noise and frames of other systems are foreign`() async throws {
    try await Self.onAir { clients, stranger in
      try await stranger.configure(Self.channel)
      let frames: [[UInt8]] = [[0x40, 1, 2, 3], [UInt8](repeating: 0x55, count: 255), [0]]
      let heard = try await Self.heard(frames, of: stranger, by: clients[0])
      #expect(heard.map(\.verdict) == [.foreign, .foreign, .foreign])
      #expect(heard.allSatisfy { $0.peer == nil && $0.kind == nil })
    }
  }

  @Test func `a frame with a peer's address and a wrong tag is forged, the peer's own is not`()
    async throws
  {
    try await Self.onAir { clients, stranger in
      try await stranger.configure(Self.channel)
      _ = try await clients[0].ping(peer: "village")
      // Camp's request, as everybody heard it.
      var request: [UInt8]?
      for await event in stranger.events {
        guard case .received(let frame) = event,
          case .control(let control)? = try? Frame(decoding: frame.bytes),
          case .poll = control.content
        else { continue }
        request = frame.bytes
        break
      }
      var forged = try #require(request)
      forged[forged.count - 1] ^= 1
      let heard = try await Self.heard([forged, [0x40, 1]], of: stranger, by: clients[1])
      #expect(heard.map(\.verdict) == [.forged, .foreign])
      #expect(heard[0].kind == "POLL")
      #expect(heard.allSatisfy { $0.peer == nil })
    }
  }
}
