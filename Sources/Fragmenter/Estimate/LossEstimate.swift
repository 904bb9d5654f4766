// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// The share of full frames that one peer loses, per spreading factor, as measured lately.
///
/// Counts of frames sent and lost that fade: older frames weigh half after four hundred newer ones
/// and half after an hour. Before anything is known one in twenty is taken to be lost.
package struct LossEstimate: Sendable, Hashable {
  private var counts: [SpreadingFactor: Count] = [:]

  /// Nothing is measured.
  package init() {}

  /// A probability of loss, and how well it is known.
  package struct Figure: Sendable, Hashable {
    /// The share of frames lost, 0 to 0.98.
    package var probability: Double
    /// The standard error of it.
    package var error: Double
    /// By how much more than independent losses the losses of bursts vary; 1 and more.
    package var dispersion: Double

    /// A figure given by hand.
    package init(probability: Double, error: Double, dispersion: Double = 1) {
      self.probability = min(max(probability, 0), LossEstimate.most)
      self.error = max(error, 0)
      self.dispersion = max(dispersion, 1)
    }
  }

  private struct Count: Sendable, Hashable {
    var sent = 0.0
    var lost = 0.0
    /// Squared differences from the mean, in units of independent loss, and their weight.
    var excess = 0.0
    var bursts = 0.0
    var updated: Instant

    mutating func fade(_ factor: Double) {
      sent *= factor
      lost *= factor
      excess *= factor
      bursts *= factor
    }

    /// Time passes: half is forgotten in an hour, more slowly from then on.
    mutating func advance(to now: Instant) {
      guard now > updated else { return }
      fade(1 / (1 + (now - updated).inSeconds / LossEstimate.lifetime.inSeconds))
      updated = now
    }
  }

  /// A burst was answered: so many of its frames arrived.
  package mutating func burstEnded(
    sent: Int, arrived: Int, at factor: SpreadingFactor, now: Instant
  ) {
    guard sent > 0 else { return }
    let frames = Double(sent)
    let lost = Double(sent - min(max(arrived, 0), sent))
    var count = counts[factor] ?? Count(updated: now)
    count.advance(to: now)
    let expected = Self.probability(count)
    let difference = lost - frames * expected
    count.fade(Self.memory / (Self.memory + frames))
    count.excess += difference * difference / max(frames * expected * (1 - expected), 0.05)
    count.bursts += 1
    count.sent += frames
    count.lost += lost
    counts[factor] = count
  }

  /// What is to be expected of frames sent with a spreading factor.
  package func figure(at factor: SpreadingFactor, now: Instant) -> Figure {
    var count = counts[factor] ?? Count(updated: now)
    count.advance(to: now)
    let probability = Self.probability(count)
    // Two bursts as independent losses would have them: few bursts say little of the spread.
    let dispersion = min(max((count.excess + 2) / (count.bursts + 2), 1), Self.mostDispersion)
    let frames = count.sent + Self.priorFrames
    let variance = probability * (1 - probability) * dispersion / frames
    return Figure(
      probability: probability, error: variance.squareRoot(), dispersion: dispersion)
  }

  private static func probability(_ count: Count) -> Double {
    min((count.lost + priorFrames * priorLoss) / (count.sent + priorFrames), most)
  }

  fileprivate static let most = 0.98
  private static let mostDispersion = 50.0
  private static let priorFrames = 20.0
  private static let priorLoss = 0.05
  /// Frames after which older ones weigh half.
  private static let memory = 400.0
  fileprivate static let lifetime = Duration.seconds(3600)
}
