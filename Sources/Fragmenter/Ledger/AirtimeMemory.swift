// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What is on disk of the airtime of one legal band.
public struct AirtimeMemory: Sendable, Hashable {
  /// Airtime used before, or reserved.
  public var snapshot: DutySnapshot
  /// The ledger's last sign of life by the clock that still runs; nil after a reboot, when nobody
  /// knows how much time passed.
  public var lifeSign: LifeSign?

  /// Makes it from stored rows.
  public init(snapshot: DutySnapshot, lifeSign: LifeSign? = nil) {
    self.snapshot = snapshot
    self.lifeSign = lifeSign
  }
}
