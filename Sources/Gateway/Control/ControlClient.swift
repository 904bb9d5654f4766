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
    try await get("/v1/status")
  }

  /// The gateway's queue.
  ///
  /// - Throws: ``ControlError`` when no gateway answers.
  public func queue() async throws(ControlError) -> [QueueEntry] {
    try await get("/v1/queue")
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

  private func get<Answer: Decodable>(_ resource: String) async throws(ControlError) -> Answer {
    let body: ByteBuffer
    do {
      body = try await fetch(resource)
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

  private func fetch(_ resource: String) async throws -> ByteBuffer {
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
      var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: resource)
      head.headers = ["host": "loragw"]
      try await requests.write(contentsOf: [.head(head), .end(nil)])
      var body = ByteBuffer()
      for try await part in answers {
        switch part {
        case .head(let head):
          guard head.status == .ok else { throw ControlError.badAnswer("\(head.status)") }
        case .body(var bytes): body.writeBuffer(&bytes)
        case .end: return body
        }
      }
      throw ControlError.badAnswer("the answer broke off")
    }
  }
}

/// Why a running gateway could not be asked.
public enum ControlError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Nobody answers at the socket.
  case notRunning(String)
  /// The answer makes no sense; perhaps another version runs.
  case badAnswer(String)

  /// One clear line.
  public var description: String {
    switch self {
    case .notRunning(let path):
      "no gateway answers at \(path); start it with `loragw run`, or name its configuration"
    case .badAnswer(let why): "the gateway's answer makes no sense: \(why)"
    }
  }
}
