// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// How the next frames to a peer are best sent.
package struct BurstPlan: Sendable, Hashable {
  /// What they are sent with.
  package var spreadingFactor: SpreadingFactor
  /// Data frames up to the one that asks for an answer, at least one.
  package var frames: Int
  /// How many of them are more than what is left: coded symbols that may make another burst, with
  /// its announcement, needless.
  package var margin = 0
  /// Whether RTS and CTS come first; false when the peer listens there anyway.
  package var isAnnounced: Bool
  /// From the end of the CTS to the end of the last answer, three requests allowed for.
  package var duration: Duration
  /// Where, if it is not on the carrier and the bandwidth of home.
  package var channel: RadioChannel?

  /// Makes a plan of at least one frame.
  package init(
    spreadingFactor: SpreadingFactor, frames: Int, isAnnounced: Bool, duration: Duration
  ) {
    self.spreadingFactor = spreadingFactor
    self.frames = max(frames, 1)
    self.isAnnounced = isAnnounced
    self.duration = duration
  }

  /// For how many frames of an announced burst the called waits before it has heard any.
  ///
  /// Two would do were none lost. With four, a burst of which three in ten frames are lost is
  /// missed once in a hundred times, not once in ten; that is worth it for a long burst only.
  package static func framesWaitedFor(of frames: Int) -> Int { min(max(frames / 2, 2), 4) }
}
