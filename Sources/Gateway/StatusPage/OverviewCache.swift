// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// Keeps what was last told for a while, so that however many ask, the gateway is asked rarely.
///
/// At most one question is under way; who asks meanwhile waits for its answer. The gateway's own
/// thread is busy with that for a twentieth of the time at most.
actor OverviewCache<Value: Sendable> {
  private let ask: @Sendable () async throws(SpoolError) -> Value
  private var kept: (value: Value, until: Instant)?
  private var question: Task<Value, any Error>?

  init(_ ask: @escaping @Sendable () async throws(SpoolError) -> Value) { self.ask = ask }

  /// The value, fresh or of a moment ago.
  ///
  /// - Throws: ``SpoolError`` when the spool cannot be read.
  func value() async throws -> Value {
    if let kept, SystemClock.now() < kept.until { return kept.value }
    if let question { return try await question.value }
    let fresh = Task { try await ask() }
    question = fresh
    defer { question = nil }
    let start = SystemClock.now()
    let value = try await fresh.value
    let now = SystemClock.now()
    let age = max(StatusLimits.leastAge, (now - start) * StatusLimits.ageForCost)
    kept = (value, now + age)
    return value
  }
}

/// A gateway that is asked rarely.
struct CachedReporter: GatewayReporter {
  private let reporter: any GatewayReporter
  private let overviews: OverviewCache<GatewayOverview>
  private let queues: OverviewCache<[QueueEntry]>

  init(_ reporter: any GatewayReporter) {
    self.reporter = reporter
    overviews = OverviewCache { () throws(SpoolError) in try await reporter.overview() }
    queues = OverviewCache { () throws(SpoolError) in try await reporter.queue() }
  }

  func overview() async throws(SpoolError) -> GatewayOverview { try await Self.get(overviews) }

  func status() async throws(SpoolError) -> GatewayStatus { try await overview().status }

  func queue() async throws(SpoolError) -> [QueueEntry] { try await Self.get(queues) }

  func heard() async -> AsyncStream<HeardFrame> { await reporter.heard() }

  private static func get<Value: Sendable>(
    _ cache: OverviewCache<Value>
  ) async throws(SpoolError) -> Value {
    do {
      return try await cache.value()
    } catch {
      throw SpoolError(error, doing: "reading the gateway's state")
    }
  }
}
