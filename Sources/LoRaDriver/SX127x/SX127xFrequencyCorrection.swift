// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Follows a peer that is off the frequency, with the receiver only.
///
/// Averages over a few frames, leaves small errors alone, and stays within a quarter of the
/// bandwidth, which is how far LoRa reaches. Whether the chip's reading is positive above or below
/// the receiver is not agreed upon in the literature, so a step that makes it worse turns the sign.
package struct SX127xFrequencyCorrection: Sendable, Equatable {
  /// By how many hertz the receiver is off its channel on purpose.
  package private(set) var hertz = 0
  private var sum = 0
  private var count = 0
  private var sign = 1
  /// The average that led to the last step.
  private var before: Int?

  /// Frames of an average.
  static let frames = 4
  /// Below this part of the bandwidth an error does not matter.
  static let negligiblePart = 16
  /// Beyond this part of the bandwidth nothing is corrected.
  static let largestPart = 4

  /// Nothing corrected yet.
  package init() {}

  /// Takes the error of a received frame; whether the receiver must be tuned anew.
  package mutating func note(_ error: Int, bandwidthHertz: Int) -> Bool {
    sum += min(max(error, -bandwidthHertz), bandwidthHertz)
    count += 1
    guard count == Self.frames else { return false }
    let average = sum / count
    (sum, count) = (0, 0)
    guard abs(average) > bandwidthHertz / Self.negligiblePart else {
      before = nil
      return false
    }
    if let former = before, abs(average) > abs(former) {
      sign = -sign
      hertz = 0
      before = nil
      return true
    }
    let limit = bandwidthHertz / Self.largestPart
    let wanted = min(max(hertz + sign * average, -limit), limit)
    guard wanted != hertz else { return false }
    before = average
    hertz = wanted
    return true
  }

  /// Forgets the offset, as another channel may have other peers; what is known of the sign stays.
  package mutating func restart() {
    (hertz, sum, count, before) = (0, 0, 0, nil)
  }
}
