// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Hummingbird
import LoRaPHY

/// Sends the overview to all who follow the page live, as server-sent events.
///
/// It is made and coded once for all of them. Each has a small buffer; who does not keep up misses
/// some, and is dropped when he misses several in a row. Nobody waits for a follower.
actor StatusStream {
  private struct Follower {
    var stream: AsyncStream<ByteBuffer>.Continuation
    var missed = 0
  }

  private let reporter: any GatewayReporter
  private var followers: [Int: Follower] = [:]
  private var next = 0
  private var beat: Task<Void, Never>?

  init(_ reporter: any GatewayReporter) { self.reporter = reporter }

  /// How many follow.
  var count: Int { followers.count }

  /// Takes up a follower; nil when there are too many.
  func join() -> AsyncStream<ByteBuffer>? {
    guard followers.count < StatusLimits.followers else { return nil }
    let (stream, continuation) = AsyncStream<ByteBuffer>.makeStream(
      bufferingPolicy: .bufferingNewest(StatusLimits.heldOverviews))
    let number = next
    next += 1
    continuation.onTermination = { _ in Task { await self.leave(number) } }
    followers[number] = Follower(stream: continuation)
    beat?.cancel()
    beat = Task { await self.run() }
    return stream
  }

  private func leave(_ number: Int) {
    followers[number] = nil
    if followers.isEmpty { beat?.cancel() }
  }

  private func run() async {
    while !followers.isEmpty, !Task.isCancelled {
      let event = await event()
      for (number, follower) in followers { send(event, to: number, follower) }
      do { try await Task.sleep(for: StatusLimits.streamPause) } catch { return }
    }
  }

  private func send(_ event: ByteBuffer, to number: Int, _ follower: Follower) {
    var follower = follower
    switch follower.stream.yield(event) {
    case .enqueued: follower.missed = 0
    case .dropped: follower.missed += 1
    case .terminated: return followers[number] = nil
    @unknown default: break
    }
    followers[number] = follower
    if follower.missed > StatusLimits.missedOverviews { follower.stream.finish() }
  }

  private func event() async -> ByteBuffer {
    do {
      let data = try ControlAnswer.lineEncoder.encode(try await reporter.overview())
      return ByteBuffer(
        string: "event: overview\ndata: \(String(decoding: data, as: UTF8.self))\n\n")
    } catch {
      return ByteBuffer(string: "event: trouble\ndata: \(ProblemLog.oneLine("\(error)"))\n\n")
    }
  }
}
