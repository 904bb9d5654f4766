// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay
import NIOCore
import NIOPosix

/// A client that says what it is told to a listener.
struct RawClient {
  typealias Channel = NIOAsyncChannel<ByteBuffer, ByteBuffer>

  private let channel: Channel

  init(_ address: ListenAddress) async throws {
    let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.allowRemoteHalfClosure, value: true)
    let wrap: @Sendable (any NIOCore.Channel) -> EventLoopFuture<Channel> = { channel in
      channel.eventLoop.makeCompletedFuture {
        try Channel(
          wrappingChannelSynchronously: channel,
          configuration: .init(isOutboundHalfClosureEnabled: true))
      }
    }
    switch address {
    case .tcp(let host, let port):
      channel = try await bootstrap.connect(
        host: host, port: Int(port), channelInitializer: wrap)
    case .unix(let path):
      channel = try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: wrap)
    }
  }

  /// Says each text when the listener's last line so far begins with the code before it.
  ///
  /// Returns all that the listener said until it closed, or until the codes were used up.
  func converse(_ steps: [(code: String, say: String)], last: String? = nil) async throws -> String
  {
    try await channel.executeThenClose { inbound, outbound in
      var heard = ""
      var steps = steps[...]
      for try await buffer in inbound {
        heard += String(buffer: buffer)
        while let step = steps.first, heard.lastLine.hasPrefix(step.code + " ") {
          steps = steps.dropFirst()
          try await outbound.write(ByteBuffer(string: step.say))
          heard += "\n"
        }
        if let last, steps.isEmpty, heard.lastLine.hasPrefix(last + " ") { break }
      }
      return heard
    }
  }

  /// Says all at once, closes its side, and returns what the listener said.
  func sayAll(_ text: String) async throws -> String {
    try await channel.executeThenClose { inbound, outbound in
      try await outbound.write(ByteBuffer(string: text))
      outbound.finish()
      var heard = ""
      for try await buffer in inbound { heard += String(buffer: buffer) }
      return heard
    }
  }

  /// Sends a mail up to its end mark, and leaves when `event` has happened.
  func sendAndLeave(_ text: String, when event: () async -> Void) async throws {
    try await channel.executeThenClose { _, outbound in
      try await outbound.write(ByteBuffer(string: text))
      await event()
    }
  }
}

extension String {
  /// The last whole line; empty when the text ends in something else.
  fileprivate var lastLine: Substring {
    guard hasSuffix("\r\n") else { return "" }
    return split(whereSeparator: \.isNewline).last ?? ""
  }
}
