// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY
import ServiceLifecycle

extension GatewayEngine {
  func ping(peer name: String) async throws(PeerRefusal) -> PingReport {
    let peer = try sendablePeer(name)
    // First: a ping that is not sent must not put off the next one.
    if let seconds = core.pingWait(for: peer.key, at: SystemClock.now()) {
      throw .airtimeSpent(peer: name, seconds: seconds)
    }
    if let seconds = pingPace.wait(for: name, at: SystemClock.now()) {
      throw .pingedTooSoon(peer: name, seconds: seconds)
    }
    let patience = GatewayLimits.pingPatience
    let expiry = Task {
      do { try await Task.sleep(for: patience) } catch { return }
      givePingUp(peer)
    }
    let report = await withGracefulShutdownHandler {
      await withCheckedContinuation { waiter in
        pings.add(waiter, for: name)
        run { core, now throws(SpoolError) in try core.ping(peer.key, at: now) }
      }
    } onGracefulShutdown: {
      Task { await self.givePingUp(peer) }
    }
    expiry.cancel()
    guard let report else {
      throw .noAnswer(peer: name, seconds: patience.components.seconds)
    }
    return PingReport(
      peer: name, roundTripUs: report.roundTrip.wholeMicroseconds,
      snrThereDecibels: report.snrThere.decibels, snrHereDecibels: report.snrHere.decibels,
      airtimeUs: core.pingAirtime.wholeMicroseconds)
  }

  private func givePingUp(_ peer: PeerRoute) {
    guard pings.end(peer.name, nil) else { return }
    core.dropPing(peer.key)
  }
}
