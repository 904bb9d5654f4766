// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// A moment at which a ledger lived, in its own time and by the clock it followed.
///
/// While that clock runs on, the two keep their distance; so one sign is enough to tell the
/// ledger's time at any later moment of the same boot. After a reboot only `time` means something.
public struct LifeSign: Sendable, Hashable, Codable {
  /// The ledger's time, microseconds.
  public var time: Int64
  /// What the clock showed.
  public var seen: Instant

  /// Makes a sign, as read back from the spool.
  public init(time: Int64, seen: Instant) {
    self.time = time
    self.seen = seen
  }

  /// What passed since a snapshot's last moment, by the clock of this sign.
  ///
  /// Unknown when the clock shows less than it did: then it is another clock after all.
  public func elapsed(since snapshot: DutySnapshot, at now: Instant) -> ElapsedTime {
    guard now >= seen else { return .unknown }
    let passed = time.plus(now.microseconds.minus(seen.microseconds)).minus(snapshot.lastAlive)
    return passed < 0 ? .unknown : .exact(.microseconds(passed))
  }
}

extension DutyLedger {
  /// The sign of life of this moment.
  ///
  /// After a step back of the clock it keeps what the ledger saw last, until the ledger notes the
  /// step: else the sign would run ahead of the ledger, and make its records older than they are.
  public func lifeSign(at now: Instant) -> LifeSign {
    LifeSign(time: clock.time(at: now), seen: max(now, clock.seen))
  }
}
