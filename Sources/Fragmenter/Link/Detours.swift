// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// How bursts on the extra channels fared with one peer: a channel that fails is passed over for a
/// while, twice as long each time, so that what it should carry goes elsewhere.
///
/// A channel fails when the peer says no to it, does not answer its announcements, or hears too
/// little there. Channels are named by their place among the station's extra channels.
struct Detours: Sendable {
  private var blocks: [Int: Block] = [:]
  /// The extra channel of the announcement that is out; nil for home.
  var announced: Int?
  /// The extra channel the radio is tuned to; nil for home's.
  var tuned: Int?
  private var missed = 0
  private var proven: Set<Int> = []
  /// Where the last burst was whose requests were not answered there: what became of it will be
  /// told where both meet.
  var silent: Int?
  /// The last choice, which holds for a moment.
  var choice: (at: Instant, remaining: Int, routes: [Route])?

  private struct Block {
    var until = Instant.zero
    var failures = 0
  }

  /// A way for a burst: the plan, and what the frames that are left would cost there.
  struct Route: Sendable {
    /// The place among the extra channels; nil for home.
    var extra: Int?
    var plan: BurstPlan
    /// Airtime expected, seconds.
    var seconds: Double
    /// The time on air of a full frame there; zero at home, where none is announced.
    var frame: Duration
  }

  /// From when on a channel may be tried.
  func opening(_ extra: Int) -> Instant { blocks[extra]?.until ?? .zero }

  /// A channel failed.
  mutating func failed(_ extra: Int, at now: Instant) {
    proven.remove(extra)
    var block = blocks[extra] ?? Block()
    let pause = Limits.firstDetourBlock * (1 << min(block.failures, 6))
    block.until = now + min(pause, Limits.longestDetourBlock)
    block.failures += 1
    blocks[extra] = block
    choice = nil
  }

  /// A burst there went well.
  mutating func succeeded(_ extra: Int) {
    blocks[extra] = nil
    proven.insert(extra)
  }

  /// Whether the last burst there went well.
  func isProven(_ extra: Int) -> Bool { proven.contains(extra) }

  /// The peer agreed to the announcement that was out.
  mutating func agreed() {
    announced = nil
    silent = nil
    missed = 0
  }

  /// The peer did not answer the announcement that was out: perhaps the channel is unknown to it.
  mutating func missedAgreement(at now: Instant) {
    guard let extra = announced else { return }
    announced = nil
    missed += 1
    guard missed >= Limits.detourAnnouncements else { return }
    missed = 0
    failed(extra, at: now)
  }

  /// The peer said no; to which extra channel, or nil when it was to home's.
  mutating func declined(at now: Instant) -> Int? {
    guard let extra = announced else { return nil }
    agreed()
    failed(extra, at: now)
    return extra
  }
}

extension Link {
  /// The peer said no to the announcement that was out.
  mutating func declineAnnouncement(at now: Instant) {
    if detours.declined(at: now) == nil {
      announcement.declined(at: now)
    } else {
      announcement.answered()
    }
  }

  /// What a burst on an extra channel tells about it.
  mutating func noteDetour(_ burst: BurstCount.Result, at now: Instant) {
    guard let extra = detours.tuned ?? detours.silent else { return }
    detours.silent = nil
    // Home would do better from here on, and the rate cannot know what is wrong with one channel.
    if burst.arrived * 3 < burst.sent, !burst.orMore {
      detours.failed(extra, at: now)
    } else {
      detours.succeeded(extra)
    }
  }

  /// An extra channel needs a session that can announce: one made in this life.
  mutating func wishForAnnouncements(at now: Instant) {
    guard !parameters.extraChannels.isEmpty, !sessions.isEmpty,
      sessions.allSatisfy({ $0.madeAt == nil })
    else { return }
    let waits = sessions.contains { session in
      session.outgoing.values.contains { $0.message.layout.sourceCount > 1 }
    }
    if waits { wantsHandshake = true }
  }
}
