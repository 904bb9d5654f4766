// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY

extension GatewayCore {
  /// Has the link give up the messages that go nowhere any more: of mails that were deleted or
  /// given up, or that are held.
  ///
  /// The spool knows them by itself, so what a former process or a former life of the link was to
  /// give up is given up too.
  func withdrawRevoked(at now: Instant) throws(SpoolError) -> [GatewayAction] {
    guard mayHoldRevoked, restsUntil == nil else { return [] }
    let revoked: [MessageHandle]
    do throws(SpoolError) {
      revoked = try spool.revoked(among: inLink.keys)
    } catch {
      // It is tried with the next event.
      return [.notice(.spoolTrouble(error.description))]
    }
    mayHoldRevoked = false
    var actions: [GatewayAction] = []
    for handle in revoked {
      guard let peer = inLink[handle] else { continue }
      actions += try perform(station.handle(.withdraw(handle, from: peer), at: now), at: now)
    }
    return actions
  }
}
