// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What each message of a queue will take, in the mean or at the worse end.
struct ExpectedTraffic: Sendable {
  /// What one message adds to the traffic with its peer.
  struct Item: Sendable {
    /// Our own airtime, seconds.
    var airtime: Double
    /// What the peer, turnarounds and other stations take besides, seconds.
    var besides: Double
    /// Our own frames.
    var frames: Double
    /// The longest part of it that is sent without an answer, seconds.
    var burst: Double
  }

  /// How much worse than the mean, in standard deviations.
  struct Deviations: Sendable {
    var loss: Double
    var share: Double

    static let none = Deviations(loss: 0, share: 0)
    /// Together about the worst tenth.
    static let worstTenth = Deviations(loss: 1.28, share: 1)
  }

  /// The messages, the next one first.
  private(set) var items: [Item] = []
  private let queue: PeerQueue
  private let deviations: Deviations
  /// The variance of the time for repair so far, seconds².
  private var variance = 0.0
  /// The time for repair that one standard error of the loss is worth so far, seconds.
  private var bias = 0.0
  private var exchanges = 0.0
  /// What was added so far to the mean of the loss and of the waits, seconds.
  private var added = (loss: 0.0, share: 0.0)

  init(_ queue: PeerQueue, share: ChannelShare, deviations: Deviations) {
    self.queue = queue
    self.deviations = deviations
    items.reserveCapacity(queue.messages.count)
    for message in queue.messages { append(message, share: share) }
  }

  private mutating func append(_ message: QueuedMessage, share: ChannelShare) {
    let symbols = Double(message.symbols)
    let frame = message.frameAirtime.inSeconds
    let frames = self.frames(for: symbols, of: frame)
    let loss = 1 - symbols / max(frames, symbols, 1e-9)
    let bursts = self.bursts(symbols: symbols, loss: loss)
    exchanges += bursts
    let spread = deviations.share * share.waitDeviation(over: exchanges)
    let wait = bursts * share.waitSeconds + max(spread - added.share, 0)
    added.share = max(spread, added.share)
    let longest = Double(min(queue.burstFrames, max(message.symbols, 1)))
    items.append(
      Item(
        airtime: frames * frame + bursts * queue.burstOverhead.inSeconds,
        besides: bursts * queue.answerTime.inSeconds + wait, frames: frames,
        burst: longest * frame + queue.burstOverhead.inSeconds))
  }

  /// Frames until enough arrive: a negative binomial number, and an error all messages share.
  private mutating func frames(for symbols: Double, of frame: Double) -> Double {
    let keep = 1 - queue.loss.probability
    let mean = symbols / keep
    variance += frame * frame * mean * (1 - keep) / keep * queue.loss.dispersion
    bias += frame * mean / keep * queue.loss.error
    let spread = deviations.loss * (variance + bias * bias).squareRoot()
    let more = max(spread - added.loss, 0)
    added.loss = max(spread, added.loss)
    return frame > 0 ? mean + more / frame : mean
  }

  /// Bursts until nothing is missing: each but the first repairs what the one before lost.
  private func bursts(symbols: Double, loss: Double) -> Double {
    var (count, left) = (0.0, symbols)
    while left >= 0.5 {
      count += (left / Double(queue.burstFrames)).rounded(.up)
      left *= loss
    }
    return max(count, 1)
  }
}
