// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// Runs the ledger forward over everything queued and says when each message will be delivered.
///
/// Chat goes before everything else; peers take turns, a burst at a time; of one peer the order is
/// that of its queue. The ninetieth percentile takes loss at its upper end, 1.28 standard
/// deviations of its own error and of the spread of the messages' own frames, and the waits for
/// other stations one standard deviation longer. What comes to be queued later is not known; what
/// it does to the ninetieth percentile is learnt.
package struct DeliveryForecast: Sendable {
  private let queues: [PeerQueue]
  private let ways: ForecastWays
  private let share: ChannelShare
  private let correction: ForecastCorrection
  private let now: Instant

  /// The state of things.
  package init(
    queues: [PeerQueue], ledger: DutyLedger, share: ChannelShare = ChannelShare(),
    correction: ForecastCorrection = ForecastCorrection(), now: Instant
  ) {
    self.init(
      queues: queues, ways: ForecastWays(home: ledger), share: share, correction: correction,
      now: now)
  }

  /// The state of things, where there are several channels.
  package init(
    queues: [PeerQueue], ways: ForecastWays, share: ChannelShare = ChannelShare(),
    correction: ForecastCorrection = ForecastCorrection(), now: Instant
  ) {
    self.queues = queues
    self.ways = ways
    self.share = share
    self.correction = correction
    self.now = now
  }

  /// An estimate for each message, by queue and place in it.
  package func estimates() -> [[DeliveryEstimate]] {
    let mean = queues.map { ExpectedTraffic($0, share: share, deviations: .none) }
    let worse = queues.map { ExpectedTraffic($0, share: share, deviations: .worstTenth) }
    let medians = run(mean)
    let ninetieths = run(worse)
    return mean.indices.map { queue in
      mean[queue].items.indices.map { index in
        DeliveryEstimate(
          airtime: .microseconds(LedgerForecast.microseconds(mean[queue].items[index].airtime)),
          median: medians[queue][index],
          ninetieth: corrected(ninetieths[queue][index], atLeast: medians[queue][index]))
      }
    }
  }

  private func corrected(_ ninetieth: Duration?, atLeast median: Duration?) -> Duration? {
    guard let ninetieth, let median else { return nil }
    return max(ninetieth * correction.factor, median)
  }

  /// What is left of a peer's queue while the ledger runs.
  private struct Progress {
    var next = 0
    /// The share of the next message still to be sent.
    var left = 1.0
    /// The part of the burst that was sent, seconds.
    var burst = 0.0
    var isStuck = false

    /// A part of the next message is sent; says whether the burst goes on.
    mutating func sends(_ part: Double, of item: ExpectedTraffic.Item) -> Bool {
      left -= part
      burst += part * item.airtime
      let goesOn = left > 1e-9 && burst < item.burst && !isStuck
      if !goesOn { burst = 0 }
      return goesOn
    }
  }

  private func run(_ traffic: [ExpectedTraffic]) -> [[Duration?]] {
    var ends = traffic.map { Array(repeating: Duration?.none, count: $0.items.count) }
    var progress = traffic.map { _ in Progress() }
    var forecast = LedgerForecast(ways, at: now)
    var turn = 0
    while let queue = choose(from: progress, turn: turn, after: forecast.elapsed) {
      let message = progress[queue].next
      let item = traffic[queue].items[message]
      let airtimeClass = queues[queue].messages[message].airtimeClass
      let frame = item.airtime / max(item.frames, 1)
      let piece = max(forecast.pieceSeconds(for: airtimeClass, burst: item.burst), frame)
      let part = min(progress[queue].left, max(piece / max(item.airtime, 1e-9), 1e-6))
      forecast.wait(until: delay(queues[queue]))
      let isSent = forecast.send(
        airtime: item.airtime * part, duration: (item.airtime + item.besides) * part,
        frames: item.frames * part, for: airtimeClass)
      progress[queue].isStuck = !isSent
      turn = progress[queue].sends(part, of: item) ? queue : queue + 1
      guard progress[queue].left <= 1e-9 else { continue }
      if isSent { ends[queue][message] = .microseconds(forecast.elapsed) }
      progress[queue].next += 1
      progress[queue].left = 1
    }
    return ends
  }

  /// Whose turn it is: the most urgent message, then the next peer in turn that may be sent to.
  private func choose(from progress: [Progress], turn: Int, after elapsed: Int64) -> Int? {
    var best: (rank: Int64, queue: Int)?
    for step in progress.indices {
      let queue = (turn + step) % progress.count
      let here = progress[queue]
      guard !here.isStuck, here.next < queues[queue].messages.count else { continue }
      let wait = max(delay(queues[queue]) - elapsed, 0)
      let airtimeClass = queues[queue].messages[here.next].airtimeClass
      let urgency: Int64 = airtimeClass.isUrgent ? 0 : 1
      // Who must wait comes after all who need not.
      let rank = wait > 0 ? wait.plus(2) : urgency
      if best.map({ rank < $0.rank }) ?? true { best = (rank, queue) }
    }
    return best?.queue
  }

  private func delay(_ queue: PeerQueue) -> Int64 {
    max((queue.notBefore - now).wholeMicroseconds, 0)
  }
}

extension AirtimeClass {
  fileprivate var isUrgent: Bool {
    switch self {
    case .control, .chat: true
    case .normal, .bulk: false
    }
  }
}
