// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// What one peer is still to be sent, in the order of sending.
package struct PeerQueue: Sendable {
  /// The messages, the next one first.
  package var messages: [QueuedMessage]
  /// What is lost of the frames.
  package var loss: LossEstimate.Figure
  /// Frames of a burst at most.
  package var burstFrames: Int
  /// Our own airtime around each burst: RTS, requests of their own.
  package var burstOverhead = Duration.zero
  /// What each burst waits for besides: CTS, report, turnarounds.
  package var answerTime = Duration.zero
  /// Nothing is sent to the peer before: it does not answer, or asked to wait.
  package var notBefore = Instant.zero

  /// A queue without overheads.
  package init(messages: [QueuedMessage], loss: LossEstimate.Figure, burstFrames: Int) {
    self.messages = messages
    self.loss = loss
    self.burstFrames = max(burstFrames, 1)
  }
}

/// A message, or what is left of one.
package struct QueuedMessage: Sendable, Hashable {
  /// Symbols the receiver still needs.
  package var symbols: Int
  /// What one frame of it is charged.
  package var frameAirtime: Duration
  package var airtimeClass: AirtimeClass

  /// More than the largest mail has; what is beyond counts as this.
  private static let mostSymbols = 1 << 20
  private static let longestFrame = Duration.microseconds(LedgerLimits.longestWindow)

  /// Makes it; negative numbers count as none.
  package init(symbols: Int, frameAirtime: Duration, airtimeClass: AirtimeClass) {
    self.symbols = min(max(symbols, 0), Self.mostSymbols)
    self.frameAirtime = min(max(frameAirtime, .zero), Self.longestFrame)
    self.airtimeClass = airtimeClass
  }
}
