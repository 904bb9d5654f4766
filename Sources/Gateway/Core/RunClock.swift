// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// When the run time is next counted on; it stands while nothing depends on it.
struct RunClock {
  /// The end of the step that runs.
  private(set) var nextDeadline: Instant?

  private static let step = Duration.seconds(60 * GatewayLimits.runTimeStepMinutes)

  /// Something begins to depend on it.
  mutating func began(at now: Instant) { nextDeadline = nextDeadline ?? now + Self.step }

  /// A step is over; the next one begins if something still depends on it.
  mutating func counted(goesOn: Bool, at now: Instant) {
    nextDeadline = goesOn ? now + Self.step : nil
  }
}

extension GatewayCore {
  /// Counts the run time on when a step is over, and gives up mails that the relay here did not
  /// take in time.
  func passRunTime(at now: Instant) throws(SpoolError) -> [GatewayAction] {
    guard let due = runClock.nextDeadline, due <= now else { return [] }
    do throws(SpoolError) {
      let overdue = try spool.passRunTime(
        minutes: GatewayLimits.runTimeStepMinutes,
        retriedMinutes: max(settings.retryDays, 1) * 24 * 60,
        graceMinutes: GatewayLimits.graceMinutes)
      runClock.counted(goesOn: try spool.dependsOnRunTime(), at: now)
      if !overdue.isEmpty { results.update(try spool.waitingResults(), at: now) }
      return overdue.map {
        .notice(.deliveryExpired(id: $0.publicID, recipients: $0.positions.count))
      }
    } catch {
      // They only stay a little longer.
      runClock.counted(goesOn: true, at: now)
      return [.notice(.spoolTrouble(error.description))]
    }
  }
}
