// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// All a model has learned, as plain arrays that many tasks may share.
struct ModelSnapshot: Sendable {
  struct Match: Sendable {
    var places: [UInt32]
    var confidences: [UInt16]
  }

  struct Weights: Sendable {
    var first: [Int32]
    var last: [Int32]
  }

  var slots: [UInt16]
  var stateMaps: [UInt32]
  var orderZero: [UInt16]
  var history: [UInt8]
  var historyEnd: Int
  var shortMatch: Match
  var longMatch: Match
  var weights: Weights
  var refinements: [[UInt16]]

  /// The memory it takes.
  var byteCount: Int {
    let matches = [shortMatch, longMatch].reduce(0) {
      $0 + $1.places.count * 4 + $1.confidences.count * 2
    }
    let corrections = refinements.reduce(0) { $0 + $1.count * 2 }
    return slots.count * 2 + stateMaps.count * 4 + orderZero.count * 2 + history.count + matches
      + weights.first.count * 4 + weights.last.count * 4 + corrections
  }
}
