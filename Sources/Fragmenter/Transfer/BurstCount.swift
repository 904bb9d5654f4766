// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Counts what became of the frames between two reports of a receiver.
///
/// "Need" counts the symbols missing of those sent; what it would be had nothing been lost follows
/// from the report before.
package struct BurstCount: Sendable {
  /// Frames sent, and how many of them arrived.
  package struct Result: Sendable, Equatable {
    package var sent: Int
    package var arrived: Int
    /// Whether more may have arrived: the message was whole with these.
    package var orMore = false
  }

  private let sourceCount: Int
  /// Symbols sent, and held by the receiver, at the last report.
  private var sent: Int
  private var held: Int
  /// Frames since then.
  private var frames = 0

  package init(sourceCount: Int, sent: Int = 0, need: Int = 0) {
    self.sourceCount = sourceCount
    self.sent = sent
    held = min(sourceCount, sent) - need
  }

  /// A frame goes out.
  package mutating func count() { frames += 1 }

  /// A report came; nil when nothing was sent since the last one.
  package mutating func reported(need: Int) -> Result? {
    let now = min(sourceCount, sent + frames)
    let lost = min(max(need + held + frames - now, 0), frames)
    defer {
      sent += frames
      held = now - need
      frames = 0
    }
    return frames > 0 ? Result(sent: frames, arrived: frames - lost) : nil
  }

  /// The message is there: no more was lost than it could do without.
  package var delivered: Result? {
    guard frames > 0 else { return nil }
    let needed = min(frames, max(sourceCount - held, 0))
    return Result(sent: frames, arrived: needed, orMore: needed < frames)
  }
}
