// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// What a message cost until its sender held the proof of delivery, or all so far.
struct TransferCost: Sendable {
  var frames: Int
  var bytes: Int
  /// Of both sides together.
  var airtime: Duration
  /// The receiver's part of it.
  var receiverAirtime: Duration
  /// From the submission to the confirmation.
  var time: Duration
  /// The part of it before the first frame: listening, and waiting for the law.
  var wait = Duration.zero

  static func - (later: TransferCost, earlier: TransferCost) -> TransferCost {
    TransferCost(
      frames: later.frames - earlier.frames, bytes: later.bytes - earlier.bytes,
      airtime: later.airtime - earlier.airtime,
      receiverAirtime: later.receiverAirtime - earlier.receiverAirtime,
      time: later.time - earlier.time)
  }
}

extension Duration {
  var inSeconds: Double { Double(wholeMicroseconds) / 1_000_000 }
}
