// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// When parts of mails from the air that are not whole are next counted older.
struct PartAges {
  /// The next hour's end; nil while there are no such parts.
  private(set) var nextDeadline: Instant?
  /// Mails given up since the process started.
  private(set) var expired = 0

  /// There are such parts.
  mutating func began(at now: Instant) {
    nextDeadline = nextDeadline ?? now + GatewayLimits.partAging
  }

  /// An hour is over; the next one begins if parts are left.
  mutating func counted(expired count: Int, isEmpty: Bool, at now: Instant) {
    expired += count
    nextDeadline = isEmpty ? nil : now + GatewayLimits.partAging
  }
}

extension GatewayCore {
  /// Counts parts older when an hour is over, and gives up mails whose other parts stay out.
  func ageParts(at now: Instant) -> [GatewayAction] {
    guard let due = partAges.nextDeadline, due <= now else { return [] }
    do throws(SpoolError) {
      let mails = try spool.ageParts(keptHours: max(settings.partDays, 1) * 24)
      partAges.counted(expired: mails.count, isEmpty: try !spool.hasParts(), at: now)
      return mails.map { mail in
        let peer = mail.peer.map(name(of:)) ?? "unknown peer"
        return .notice(
          .partsExpired(id: mail.publicID, peer: peer, stored: mail.stored, count: mail.count))
      }
    } catch {
      // They only stay a little longer.
      partAges.counted(expired: 0, isEmpty: false, at: now)
      return [.notice(.spoolTrouble(error.description))]
    }
  }
}
