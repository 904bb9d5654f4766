// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks a running gateway by its control socket.
public struct ControlClient: Sendable {
  private let path: String

  /// A client for the gateway of a state directory.
  public init(stateDirectory: String) {
    path = stateDirectory + "/" + ControlServer.socketName
  }

  /// The gateway's status.
  ///
  /// - Throws: ``ControlError`` when no gateway answers.
  public func status() async throws(ControlError) -> GatewayStatus {
    try await ask(.GET, "/v1/status")
  }

  /// The gateway's queue.
  ///
  /// - Throws: ``ControlError`` when no gateway answers.
  public func queue() async throws(ControlError) -> [QueueEntry] {
    try await ask(.GET, "/v1/queue")
  }

  /// What needs a person, the worst first.
  ///
  /// - Throws: ``ControlError`` when no gateway answers.
  public func alarms() async throws(ControlError) -> [Alarm] {
    try await ask(.GET, "/v1/alarms")
  }

  /// Makes the gateway try a new handshake with a peer.
  ///
  /// - Throws: ``ControlError`` when no gateway answers, or it refuses.
  public func rekey(peer: String) async throws(ControlError) -> RekeyReport {
    try await ask("/v1/peers/rekey", about: peer)
  }

  /// Makes the gateway measure a round trip to a peer.
  ///
  /// - Throws: ``ControlError`` when no gateway answers, it refuses, or the peer does not answer.
  public func ping(peer: String) async throws(ControlError) -> PingReport {
    try await ask("/v1/peers/ping", about: peer)
  }

  /// Makes the gateway read its peers again.
  ///
  /// - Throws: ``ControlError`` when no gateway answers, or it refuses.
  public func reloadPeers() async throws(ControlError) -> PeerReload {
    try await ask(.POST, "/v1/peers/reload")
  }

  /// What the gateway's radio hears, until `take` has enough or the gateway stops.
  ///
  /// - Throws: ``ControlError`` when no gateway answers, and what `take` throws.
  public func listen(_ take: (HeardFrame) async throws -> ListeningWish) async throws {
    var line = Data()
    try await fetch(.GET, "/v1/listen", body: Data()) { bytes in
      for byte in bytes.readableBytesView {
        guard byte == UInt8(ascii: "\n") else {
          line.append(byte)
          continue
        }
        let frame = try ControlAnswer.decoder.decode(HeardFrame.self, from: line)
        line = Data()
        if try await take(frame) == .enough { return .enough }
      }
      return .more
    }
  }

  /// A value as `--json` prints it.
  ///
  /// - Throws: ``ControlError`` when it cannot be coded.
  public static func json(_ value: some Encodable) throws(ControlError) -> String {
    try json(value, by: ControlAnswer.encoder)
  }

  /// The same on one line.
  ///
  /// - Throws: ``ControlError`` when it cannot be coded.
  public static func jsonLine(_ value: some Encodable) throws(ControlError) -> String {
    try json(value, by: ControlAnswer.lineEncoder)
  }

  private static func json(
    _ value: some Encodable, by encoder: JSONEncoder
  ) throws(ControlError) -> String {
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw .badAnswer("\(error)")
    }
  }

  private func ask<Answer: Decodable>(
    _ resource: String, about peer: String
  ) async throws(ControlError) -> Answer {
    let body: Data
    do {
      body = try ControlAnswer.encoder.encode(PeerRequest(peer: peer))
    } catch {
      throw .badAnswer("\(error)")
    }
    return try await ask(.POST, resource, body: body)
  }

  func ask<Answer: Decodable>(
    _ method: HTTPMethod, _ resource: String, body question: Data = Data()
  ) async throws(ControlError) -> Answer {
    var body = Data()
    do {
      try await fetch(method, resource, body: question) { bytes in
        body.append(contentsOf: bytes.readableBytesView)
        return .more
      }
    } catch let error as ControlError {
      throw error
    } catch {
      throw .badAnswer("\(path): \(error)")
    }
    do {
      return try ControlAnswer.decoder.decode(Answer.self, from: body)
    } catch {
      throw .badAnswer("\(error)")
    }
  }

  /// Asks, and gives `take` what comes of the answer until it has enough.
  private func fetch(
    _ method: HTTPMethod, _ resource: String, body question: Data,
    _ take: (ByteBuffer) async throws -> ListeningWish
  ) async throws {
    try await connect().executeThenClose { answers, requests in
      var head = HTTPRequestHead(version: .http1_1, method: method, uri: resource)
      head.headers = ["host": "loragw", "content-length": "\(question.count)"]
      try await requests.write(
        contentsOf: [.head(head), .body(.byteBuffer(ByteBuffer(bytes: question))), .end(nil)])
      var refusal = ByteBuffer()
      var status = HTTPResponseStatus.ok
      for try await part in answers {
        switch part {
        case .head(let head): status = head.status
        case .body(let bytes) where status == .ok:
          if try await take(bytes) == .enough { return }
        case .body(var bytes): refusal.writeBuffer(&bytes)
        case .end:
          guard status == .ok else { throw Self.refusal(status, refusal) }
          return
        }
      }
      try Task.checkCancellation()
      throw ControlError.badAnswer("the answer broke off")
    }
  }

  private func connect() async throws
    -> NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>
  {
    do {
      return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connectTimeout(.seconds(5))
        .connect(unixDomainSocketPath: path) { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHTTPClientHandlers()
            return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
          }
        }
    } catch let error as IOError where [ENOENT, ECONNREFUSED].contains(error.errnoCode) {
      throw ControlError.notRunning(path)
    }
  }

  private static func refusal(_ status: HTTPResponseStatus, _ body: ByteBuffer) -> ControlError {
    do {
      return .refused(
        try ControlAnswer.decoder.decode(ControlRefusal.self, from: Data(body.readableBytesView))
          .error)
    } catch {
      return .badAnswer("\(status)")
    }
  }
}

/// Whether who listens wants more.
public enum ListeningWish: Sendable {
  case more
  case enough
}

/// Why a running gateway could not be asked.
public enum ControlError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Nobody answers at the socket.
  case notRunning(String)
  /// The gateway does not do what was asked; its reason.
  case refused(String)
  /// The answer makes no sense; perhaps another version runs.
  case badAnswer(String)

  /// One clear line.
  public var description: String {
    switch self {
    case .notRunning(let path):
      "no gateway answers at \(path); start it with `loragw run`, or name its configuration"
    case .refused(let why): why
    case .badAnswer(let why): "the gateway's answer makes no sense: \(why)"
    }
  }
}
