// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// What is believed of the signal at a peer: how probable each SNR is, each share of frames that
/// other stations destroy whatever the spreading factor, and each error of the SNR reported.
///
/// A histogram, changed by Bayes' rule with each observation and blurred by the time that passes:
/// fading of 3 dB within ten minutes widens the SNR by 0.03 dB² a second, and now and then
/// something changes altogether. Without the second quantity loss by collisions would look like a
/// weak signal, and slower frames, which collide more, would be the answer. The third is what
/// radios differ by, and what the survival curves are wrong by.
struct SignalBelief: Sendable, Hashable {
  /// The lowest SNR held, decibels.
  private static let lowest = -28.0
  private static let binDecibels = 0.5
  private static let bins = 61
  /// The shares of frames destroyed by others, and how probable they are at first.
  private static let shares = [0, 0.12, 0.3, 0.5, 0.75]
  private static let shareChances = [0.6, 0.16, 0.12, 0.08, 0.04]
  /// What a radio reports above the SNR that counts, decibels, and how probable that is at first.
  private static let offsets = [-6.0, -4, -2, 0, 2, 4, 6]
  private static let offsetChances = [0.02, 0.07, 0.2, 0.42, 0.2, 0.07, 0.02]
  /// One blur moves a quarter of a bin's content either way: 0.125 dB².
  private static let blurMicroseconds: Int64 = 4_000_000
  /// After so many blurs, an hour, nothing is known any more.
  private static let mostBlurs: Int64 = 900
  /// Of each blur, what is forgotten altogether.
  private static let forgotten = 0.001

  /// By share, offset and SNR; the sum is 1.
  private var weights: [Double]
  private var blurred: Instant?

  /// Nothing is known.
  init() {
    weights = Self.priors.flatMap { Array(repeating: $0, count: Self.bins) }
  }

  /// The weight of a bin of each share and offset while nothing is known.
  private static let priors = shareChances.flatMap { share in
    offsetChances.map { share * $0 / Double(bins) }
  }

  // MARK: - Time

  /// Time passes.
  mutating func advance(to now: Instant) {
    guard let last = blurred, last <= now else { return blurred = now }
    let blurs = (now - last).wholeMicroseconds / Self.blurMicroseconds
    guard blurs < Self.mostBlurs else {
      self = SignalBelief()
      return blurred = now
    }
    blur(times: Int(blurs))
    blurred = last + .microseconds(blurs * Self.blurMicroseconds)
  }

  /// Blurs so many times, the later ones together: one over twice as many bins is worth four.
  private mutating func blur(times: Int) {
    var left = times
    for stride in [1, 2, 4] {
      let passes = min(left / (stride * stride), Self.fineBlurs)
      for _ in 0..<passes { blur(stride: stride) }
      left -= passes * stride * stride
    }
    for stride in [8, 4, 2, 1] {
      for _ in 0..<left / (stride * stride) { blur(stride: stride) }
      left %= stride * stride
    }
  }

  /// After so many blurs a wider one leaves no gaps.
  private static let fineBlurs = 6

  private mutating func blur(stride: Int) {
    let fresh = Self.forgotten * Double(stride * stride)
    let last = Self.bins - 1
    for (row, prior) in Self.priors.enumerated() {
      let bins = Array(weights[row * Self.bins...row * Self.bins + last])
      for bin in 0...last {
        // What would leave at an end comes back in.
        let lower = bin < stride ? stride - bin - 1 : bin - stride
        let upper = bin + stride > last ? 2 * last + 1 - bin - stride : bin + stride
        let blurred = bins[bin] * 0.5 + (bins[lower] + bins[upper]) * 0.25
        weights[row * Self.bins + bin] = blurred * (1 - fresh) + prior * fresh
      }
    }
  }

  // MARK: - Observations

  /// Weighs each SNR and share by how probable it makes what became of frames.
  mutating func observe(_ likelihood: (_ decibels: Double, _ undisturbed: Double) -> Double) {
    let table = Self.shares.flatMap { destroyed in
      (0..<Self.bins).map { likelihood(Self.decibels($0), 1 - destroyed) }
    }
    weigh { share, _, bin in table[share * Self.bins + bin] }
  }

  /// Weighs each SNR and offset by how probable it makes what was reported.
  mutating func observe(reported: Double, _ likelihood: (_ error: Double) -> Double) {
    let table = Self.offsets.flatMap { offset in
      (0..<Self.bins).map { likelihood(reported - min(Self.decibels($0) + offset, Self.highest)) }
    }
    weigh { _, offset, bin in table[offset * Self.bins + bin] }
  }

  private mutating func weigh(_ factor: (_ share: Int, _ offset: Int, _ bin: Int) -> Double) {
    var sum = 0.0
    for share in Self.shares.indices {
      for offset in Self.offsets.indices {
        let first = (share * Self.offsets.count + offset) * Self.bins
        for bin in 0..<Self.bins {
          weights[first + bin] *= factor(share, offset, bin)
          sum += weights[first + bin]
        }
      }
    }
    // What nothing held possible explains makes everything possible again.
    guard sum > 1e-200 else {
      let time = blurred
      self = SignalBelief()
      return blurred = time
    }
    for index in weights.indices { weights[index] /= sum }
  }

  // MARK: - Expectation

  /// The means of so many quantities over all that is held possible; `quantities` gives the value
  /// of each for an SNR and a share to `add`.
  func means(
    count: Int,
    _ quantities: (
      _ decibels: Double, _ undisturbed: Double, _ add: (_ index: Int, _ value: Double) -> Void
    ) -> Void
  ) -> [Double] {
    var sums = Array(repeating: 0.0, count: count)
    for (share, destroyed) in Self.shares.enumerated() {
      for bin in 0..<Self.bins {
        let weight = Self.offsets.indices.reduce(0) { sum, offset in
          sum + weights[(share * Self.offsets.count + offset) * Self.bins + bin]
        }
        quantities(Self.decibels(bin), 1 - destroyed) { sums[$0] += weight * $1 }
      }
    }
    return sums
  }

  /// The survival of a frame in all that is held possible, with the probability of each;
  /// `reach` is its chance for an SNR where nobody disturbs it.
  func survivals(_ reach: (_ decibels: Double) -> Double) -> [(weight: Double, survival: Double)] {
    let reaches = (0..<Self.bins).map { reach(Self.decibels($0)) }
    return Self.shares.enumerated().flatMap { share, destroyed in
      (0..<Self.bins).map { bin in
        let weight = Self.offsets.indices.reduce(0) { sum, offset in
          sum + weights[(share * Self.offsets.count + offset) * Self.bins + bin]
        }
        return (weight, reaches[bin] * (1 - destroyed))
      }
    }
  }

  /// Higher values tell nothing; reports are taken for this one, decibels.
  static let highest = 2.0

  private static func decibels(_ bin: Int) -> Double { lowest + binDecibels * Double(bin) }
}
