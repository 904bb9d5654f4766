// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import LoRaDriver
import LoRaPHY
import NIOCore
import NIOPosix
import Testing

@Suite(.timeLimit(.minutes(1)))
struct EtherTests {
  private let path = "\(NSTemporaryDirectory())/ether-\(UInt32.random(in: 0 ... .max)).sock"
  private let channel = RadioChannel.test()

  private func server(speed: Double = 100) async throws -> EtherServer {
    let server = try EtherServer(socketPath: path, loss: .independent(0), seed: 1, speed: speed)
    try await server.start()
    return server
  }

  private func radio() -> EtherRadio {
    EtherRadio(socketPath: path) { Instant(microseconds: 4_711) }
  }

  /// The next event that the condition takes.
  private func event<Result>(
    of radio: EtherRadio, _ take: (RadioEvent) -> Result?
  ) async throws -> Result {
    for await event in radio.events {
      if let result = take(event) { return result }
    }
    throw RadioError.shutDown
  }

  private func frame(of radio: EtherRadio) async throws -> ReceivedFrame {
    try await event(of: radio) { event in
      guard case .received(let frame) = event else { return nil }
      return frame
    }
  }

  private func recovery(of radio: EtherRadio) async throws {
    try await event(of: radio) { $0 == .recovered ? () : nil }
  }

  private func fault(of radio: EtherRadio) async throws -> RadioError {
    try await event(of: radio) { event in
      guard case .fault(let error) = event else { return nil }
      return error
    }
  }

  /// A bare connection that reads only when asked.
  private func connection() async throws -> any Channel {
    try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.autoRead, value: false)
      .connect(unixDomainSocketPath: path).get()
  }

  /// Reads on until the server ends the connection.
  private func end(of connection: any Channel) async throws {
    // That fails when the end was noticed already.
    try? await connection.setOption(.autoRead, value: true).get()
    try await withTaskCancellationHandler {
      try await connection.closeFuture.get()
    } onCancel: {
      connection.close(promise: nil)
    }
  }

  @Test func `two radios exchange frames`() async throws {
    let server = try await server()
    let (alice, bob) = (radio(), radio())
    try await alice.configure(channel)
    try await bob.configure(channel)
    for round in 0..<20 as Range<UInt8> {
      try await alice.transmit([round, 1, 2, 3])
      let heard = try await frame(of: bob)
      #expect(heard.bytes == [round, 1, 2, 3])
      #expect(heard.channel == channel)
      #expect(heard.snr == SNR(decibels: 10))
      #expect(heard.rssi == RSSI(dBm: -107))
      #expect(heard.at == Instant(microseconds: 4_711))
      try await bob.transmit([round])
      #expect(try await frame(of: alice).bytes == [round])
    }
    let counters = await server.counters
    #expect(counters.frames == 40)
    #expect(counters.delivered == 40)
    await alice.shutdown()
    await bob.shutdown()
    await server.shutdown()
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `a radio hears only its own channel, and hears who is sending there`() async throws {
    let server = try await server(speed: 1)
    let (alice, bob) = (radio(), radio())
    // The longest frame of SF12 takes nine seconds: long enough for everything below.
    let slow = RadioChannel.test(.sf12)
    try await alice.configure(slow)
    try await bob.configure(slow)
    #expect(try await bob.channelActivity() == .clear)
    let sending = Task { try await alice.transmit([UInt8](repeating: 0, count: 255)) }
    while try await bob.channelActivity() == .clear { await Task.yield() }
    await #expect(throws: RadioError.stillTransmitting) { try await alice.transmit([2]) }
    try await bob.configure(channel)
    #expect(try await bob.channelActivity() == .clear)
    await alice.shutdown()
    await #expect(throws: RadioError.shutDown) { try await sending.value }
    #expect(await server.counters.delivered == 0)
    await bob.shutdown()
    await server.shutdown()
  }

  @Test func `a radio without a server reports it, and joins when the server comes`() async throws {
    let (alice, bob) = (radio(), radio())
    for radio in [alice, bob] {
      await #expect(throws: RadioError.self) { try await radio.configure(channel) }
      guard case .unreachable = try await fault(of: radio) else {
        Issue.record("another fault")
        return
      }
    }
    await #expect(throws: RadioError.self) { try await alice.transmit([1]) }
    let server = try await server()
    try await recovery(of: alice)
    try await recovery(of: bob)
    try await alice.transmit([5])
    #expect(try await frame(of: bob).bytes == [5])
    await alice.shutdown()
    await bob.shutdown()
    await server.shutdown()
  }

  @Test func `radios come back to their channel after a restart of the server`() async throws {
    var server = try await server()
    let (alice, bob) = (radio(), radio())
    try await alice.configure(channel)
    try await bob.configure(channel)
    await server.shutdown()
    _ = try await fault(of: alice)
    _ = try await fault(of: bob)
    await #expect(throws: RadioError.self) { try await alice.transmit([1]) }
    await #expect(throws: RadioError.self) { try await alice.channelActivity() }
    server = try await self.server()
    try await recovery(of: alice)
    try await recovery(of: bob)
    try await alice.transmit([6])
    #expect(try await frame(of: bob).bytes == [6])
    await alice.shutdown()
    await bob.shutdown()
    await server.shutdown()
  }

  @Test func `a request that the server's end interrupts fails`() async throws {
    let server = try await server(speed: 1)
    let alice = radio()
    try await alice.configure(.test(.sf12))
    let sending = Task { try await alice.transmit([UInt8](repeating: 0, count: 255)) }
    while await server.counters.frames == 0 { await Task.yield() }
    await server.shutdown()
    await #expect(throws: RadioError.interrupted("the connection was closed")) {
      try await sending.value
    }
    await alice.shutdown()
  }

  @Test func `a server that does not answer is left, and tried again`() async throws {
    let (connections, count) = AsyncStream.makeStream(of: Void.self)
    let mute = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        count.yield()
        return channel.eventLoop.makeSucceededVoidFuture()
      }
      .bind(unixDomainSocketPath: path).get()
    let alice = EtherRadio(socketPath: path, answerTime: .milliseconds(10)) { .zero }
    await #expect(throws: RadioError.noAnswer) { try await alice.configure(channel) }
    #expect(try await fault(of: alice) == .unreachable("the connection was closed"))
    var attempts = connections.makeAsyncIterator()
    for _ in 0..<3 { await attempts.next() }
    try FileManager.default.removeItem(atPath: path)
    let server = try await server()
    try await recovery(of: alice)
    await alice.shutdown()
    await server.shutdown()
    try await mute.close().get()
  }

  @Test func `a radio that disconnects in mid-frame is heard by nobody`() async throws {
    let server = try await server(speed: 10)
    let (alice, bob, carol) = (radio(), radio(), radio())
    for radio in [alice, bob, carol] { try await radio.configure(.test(.sf12)) }
    let sending = Task { try await alice.transmit([UInt8](repeating: 0, count: 255)) }
    while await server.counters.frames == 0 { await Task.yield() }
    await alice.shutdown()
    await #expect(throws: RadioError.shutDown) { try await sending.value }
    while try await carol.channelActivity() == .busy { await Task.yield() }
    try await carol.transmit([2])
    #expect(try await frame(of: bob).bytes == [2])
    #expect(await server.counters.delivered == 1)
    await bob.shutdown()
    await carol.shutdown()
    await server.shutdown()
  }

  @Test func `a radio that does not read is dropped and holds up nobody`() async throws {
    let server = try await server(speed: 10_000)
    let fast = RadioChannel.test(.sf7, bandwidth: .kHz500)
    let deaf = try await connection()
    let tune = try EtherMessage.tune(request: 1, channel: fast).encoded()
    try await deaf.writeAndFlush(ByteBuffer(bytes: tune)).get()
    let (alice, bob) = (radio(), radio())
    try await alice.configure(fast)
    try await bob.configure(fast)
    let frames = 3_000
    let long = [UInt8](repeating: 7, count: 255)
    for _ in 0..<frames {
      try await alice.transmit(long)
      #expect(try await frame(of: bob).bytes == long)
    }
    let counters = await server.counters
    #expect(counters.frames == frames)
    try #require(counters.delivered < 2 * frames)
    try await end(of: deaf)
    await alice.shutdown()
    await bob.shutdown()
    await server.shutdown()
  }

  @Test func `a peer that talks nonsense is disconnected, others go on`() async throws {
    let server = try await server()
    let stranger = try await connection()
    try await stranger.writeAndFlush(ByteBuffer(string: "GET / HTTP/1.1\r\n\r\n")).get()
    try await end(of: stranger)
    let alice = radio()
    try await alice.configure(channel)
    try await alice.transmit([1])
    await alice.shutdown()
    await server.shutdown()
  }

  @Test func `only a socket at which nobody answers is replaced`() async throws {
    let first = try await server()
    let second = try EtherServer(socketPath: path, loss: .independent(0), seed: 1)
    await #expect(throws: EtherError.inUse(path: path)) { try await second.start() }
    await #expect(throws: EtherError.alreadyStarted) { try await first.start() }
    await first.shutdown()
    try leaveStaleSocket()
    let third = try await server()
    let alice = radio()
    try await alice.configure(channel)
    await alice.shutdown()
    await third.shutdown()
    try Data("mine".utf8).write(to: URL(filePath: path))
    let fourth = try EtherServer(socketPath: path, loss: .independent(0), seed: 1)
    await #expect(throws: EtherError.notASocket(path: path)) { try await fourth.start() }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    try FileManager.default.removeItem(atPath: path)
  }

  /// Leaves a socket file behind, as a server that was killed does.
  private func leaveStaleSocket() throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let address = try SocketAddress(unixDomainSocketPath: path)
    let bound = unsafe address.withSockAddr { pointer, count in
      unsafe bind(descriptor, pointer, socklen_t(count))
    }
    try #require(bound == 0)
  }

  @Test func `running ends with the task, and takes the socket away`() async throws {
    let server = try await server()
    let running = Task { await server.run() }
    let alice = radio()
    try await alice.configure(channel)
    running.cancel()
    await running.value
    #expect(!FileManager.default.fileExists(atPath: path))
    _ = try await fault(of: alice)
    await alice.shutdown()
  }

  @Test func `illegal settings of a server are named`() {
    let none = LossModel.independent(0)
    let long = "/" + String(repeating: "a", count: 107)
    #expect(throws: EtherError.path(long)) {
      try EtherServer(socketPath: long, loss: none, seed: 1)
    }
    #expect(throws: EtherError.path("")) { try EtherServer(socketPath: "", loss: none, seed: 1) }
    #expect(throws: EtherError.speed(0)) {
      try EtherServer(socketPath: path, loss: none, seed: 1, speed: 0)
    }
    #expect(throws: EtherError.speed(.infinity)) {
      try EtherServer(socketPath: path, loss: none, seed: 1, speed: .infinity)
    }
    #expect(throws: EtherError.loss(1.5)) {
      try EtherServer(socketPath: path, loss: .independent(1.5), seed: 1)
    }
  }

  @Test func `a radio refuses what is no frame and what is too early or too late`() async throws {
    let server = try await server()
    let alice = radio()
    await #expect(throws: RadioError.notConfigured) { try await alice.transmit([1]) }
    await #expect(throws: RadioError.notConfigured) { try await alice.channelActivity() }
    var odd = channel
    odd.modulation.preambleSymbols = 65_536
    await #expect(throws: RadioError.self) { try await alice.configure(odd) }
    try await alice.configure(channel)
    await #expect(throws: RadioError.frameBytes(0, largest: 255)) { try await alice.transmit([]) }
    let long = [UInt8](repeating: 0, count: 256)
    await #expect(throws: RadioError.frameBytes(256, largest: 255)) {
      try await alice.transmit(long)
    }
    await alice.shutdown()
    await #expect(throws: RadioError.shutDown) { try await alice.configure(channel) }
    await #expect(throws: RadioError.shutDown) { try await alice.transmit([1]) }
    await server.shutdown()
  }
}
