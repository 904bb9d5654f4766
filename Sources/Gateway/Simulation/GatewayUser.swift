// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
package import LoRaDriver
package import LoRaPHY

/// A whole gateway on a simulated radio: the same core as the daemon's.
package struct GatewayUser: RadioUser {
  /// The gateway.
  package let core: GatewayCore
  /// What the core asked for besides the radio; its shell takes it from here.
  package var outbox: [GatewayAction] = []

  package init(_ core: GatewayCore) { self.core = core }

  package var nextDeadline: Instant? { core.nextDeadline }

  /// Takes what the radio or the clock did.
  package mutating func handle(
    _ event: RadioUserEvent, at now: Instant
  ) throws(SpoolError) -> [RadioCommand] {
    split(try core.handle(LinkEvent(event), at: now))
  }

  /// Parts the core's actions into the radio's and the outbox.
  package mutating func split(_ actions: [GatewayAction]) -> [RadioCommand] {
    actions.compactMap { action in
      switch action {
      case .transmit(let frame): return .transmit(frame)
      case .tune(let channel): return .tune(channel)
      case .sense: return .sense
      default:
        outbox.append(action)
        return nil
      }
    }
  }
}
