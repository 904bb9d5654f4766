// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// When a ledger's signs of life are due: only while a record counts, soon at first, then rarely.
///
/// A record ages in the lives in which a sign came after it. The spacing doubles from 30 s to
/// 5 min, so of each life that lasts longer than the first spacing at least a third counts.
package struct LifeSignSchedule: Sendable {
  /// When the next sign is due; nil while no record counts.
  package private(set) var next: Instant?
  private var spacing = LedgerLimits.firstLifeSign

  package init() {}

  /// The sign that is due now; nil when none is.
  package mutating func takeDue(of ledger: DutyLedger, at now: Instant) -> LifeSign? {
    // A clock set back must not silence the ledger.
    if let next, now < next, next - now <= LedgerLimits.lifeSignSpacing { return nil }
    guard ledger.used(at: now) > .zero else {
      self = LifeSignSchedule()
      return nil
    }
    next = now + spacing
    spacing = min(spacing * 2, LedgerLimits.lifeSignSpacing)
    return ledger.lifeSign(at: now)
  }
}
