// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// Decides which requests for one message deserve an answer, so that replayed ones cost nothing.
///
/// A request is answered if its (sent, repetition) differs from the last one answered and sent is
/// not lower; after sixteen answers at an equal sent count the spacing doubles from one second to
/// ten minutes (half the sender's own spacing, so that an honest sender is never refused).
package struct AnswerMemory: Sendable {
  private var last: (sent: Int, repetition: UInt8)?
  private var answersAtThisCount = 0
  private var notBefore = Instant.zero
  private var pausedUntil = Instant.zero
  /// Whether the last request admitted told of frames sent since the one before: its sender has
  /// heard the answer to that.
  package private(set) var showsProgress = false

  package init() {}

  /// A repetition unlike the last one answered: an ABORT carries none, so that only the spacing
  /// rule bounds the answers to it.
  package var unlikeRepetition: UInt8 { last.map { $0.repetition &+ 1 & 3 } ?? 0 }

  /// Whether to answer a request, which is remembered as answered when so.
  package mutating func admits(sent: Int, repetition: UInt8, at now: Instant) -> Bool {
    if let last {
      guard sent >= last.sent, (sent, repetition) != last else { return false }
      if sent > last.sent { answersAtThisCount = 0 }
    }
    guard answersAtThisCount < Limits.quickAnswers || now >= notBefore else { return false }
    answersAtThisCount += 1
    showsProgress = last.map { sent > $0.sent } ?? false
    let doublings = min(max(0, answersAtThisCount - Limits.quickAnswers), 16)
    let spacing = Limits.firstPollSpacing / 2 * (1 << doublings)
    notBefore = now + min(spacing, Limits.longestPollSpacing)
    last = (sent, repetition)
    return true
  }

  /// A BUSY asked for a pause: requests are then answered like first ones, once in each pause.
  package mutating func paused(for pause: Duration, at now: Instant) {
    guard now >= pausedUntil else { return }
    pausedUntil = now + pause
    answersAtThisCount = 0
  }
}
