// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Losses that come in bursts: two states in time, as a neighbour's transmitter makes them.
///
/// Each receiver has its own bursts; dwells are exponentially distributed. A frame that meets a
/// bad time anywhere in its length is lost as in the bad state. Dwells of zero never occur; shorter
/// ones than a millisecond count as one.
/// Source: Gilbert, "Capacity of a burst-noise channel", 1960; Elliott 1963; here in time.
public struct BurstyChannel: Sendable, Equatable {
  /// The mean length of a good time.
  public var meanGood: Duration
  /// The mean length of a bad time.
  public var meanBad: Duration
  /// The probability that a frame is lost in a good time.
  public var goodLoss: Double
  /// The probability that a frame is lost when it meets a bad time.
  public var badLoss: Double

  /// Makes the model.
  public init(
    meanGood: Duration, meanBad: Duration, goodLoss: Double = 0, badLoss: Double = 1
  ) {
    self.meanGood = meanGood
    self.meanBad = meanBad
    self.goodLoss = goodLoss
    self.badLoss = badLoss
  }
}
