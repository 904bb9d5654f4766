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

  /// Makes the gateway try a new handshake with a peer.
  ///
  /// - Throws: ``ControlError`` when no gateway answers, or it refuses.
  public func rekey(peer: String) async throws(ControlError) -> RekeyReport {
    let body: Data
    do {
      body = try ControlAnswer.encoder.encode(RekeyRequest(peer: peer))
    } catch {
      throw .badAnswer("\(error)")
    }
    return try await ask(.POST, "/v1/peers/rekey", body: body)
  }

  /// Makes the gateway read its peers again.
  ///
  /// - Throws: ``ControlError`` when no gateway answers, or it refuses.
  public func reloadPeers() async throws(ControlError) -> PeerReload {
    try await ask(.POST, "/v1/peers/reload")
  }

  /// A value as `--json` prints it.
  ///
  /// - Throws: ``ControlError`` when it cannot be coded.
  public static func json(_ value: some Encodable) throws(ControlError) -> String {
    do {
      return String(decoding: try ControlAnswer.encoder.encode(value), as: UTF8.self)
    } catch {
      throw .badAnswer("\(error)")
    }
  }

  private func ask<Answer: Decodable>(
    _ method: HTTPMethod, _ resource: String, body question: Data = Data()
  ) async throws(ControlError) -> Answer {
    let body: ByteBuffer
    do {
      body = try await fetch(method, resource, body: question)
    } catch let error as ControlError {
      throw error
    } catch let error as IOError where [ENOENT, ECONNREFUSED].contains(error.errnoCode) {
      throw .notRunning(path)
    } catch {
      throw .badAnswer("\(path): \(error)")
    }
    do {
      return try ControlAnswer.decoder.decode(Answer.self, from: Data(body.readableBytesView))
    } catch {
      throw .badAnswer("\(error)")
    }
  }

  private func fetch(
    _ method: HTTPMethod, _ resource: String, body question: Data
  ) async throws -> ByteBuffer {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(.seconds(5))
      .connect(unixDomainSocketPath: path) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
            wrappingChannelSynchronously: channel)
        }
      }
    return try await channel.executeThenClose { answers, requests in
      var head = HTTPRequestHead(version: .http1_1, method: method, uri: resource)
      head.headers = ["host": "loragw", "content-length": "\(question.count)"]
      try await requests.write(
        contentsOf: [.head(head), .body(.byteBuffer(ByteBuffer(bytes: question))), .end(nil)])
      var body = ByteBuffer()
      var status = HTTPResponseStatus.ok
      for try await part in answers {
        switch part {
        case .head(let head): status = head.status
        case .body(var bytes): body.writeBuffer(&bytes)
        case .end:
          guard status == .ok else { throw Self.refusal(status, body) }
          return body
        }
      }
      throw ControlError.badAnswer("the answer broke off")
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
