// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

extension LinkStation {
  /// Whether another frame follows the one that is being sent as soon as that has left: a burst
  /// runs, and neither ends with it nor makes a pause.
  ///
  /// The law may still refuse the next one. A radio that can queue frames may ask for the next one
  /// early; each is charged before it is handed over all the same.
  package var goesOn: Bool {
    guard let index = transmitting?.link, case .data(_, _, .silent)? = links[index].onAir,
      let exchange, exchange.holdsAir, exchange.flow.link == index
    else { return false }
    return parameters.frameGap == .zero && !hasHeldAirForLong(at: pumpedAt)
  }

  /// Whether the channel is to be left to the neighbours before the next frame.
  ///
  /// Rarely when nobody else was heard: the peer itself may have something to say.
  func hasHeldAirForLong(at now: Instant) -> Bool {
    guard let exchange, exchange.holdsAir, case .meeting = tuning else { return false }
    // And our own back-off after it.
    let round = yieldingPause + parameters.backoffSlot * 8
    return exchange.heldAirtime >= round * Limits.heldRounds
      || medium.hasNeighbours(at: now) && exchange.heldFrames >= Limits.burstFramesInCompany
  }

  /// For how long the channel is left to the neighbours.
  var yieldingPause: Duration { parameters.backoffSlot * 16 + parameters.burstGap }

  /// How long the law keeps this station from asking a peer for an echo, a handshake before it
  /// included where no session is open; zero: not at all.
  package func echoWait(for peer: PeerKey, at now: Instant) -> Duration {
    guard let link = links.first(where: { $0.peer == peer }) else { return .zero }
    var frames = [ControlFrame.encodedBytes]
    if link.echoSession == nil {
      frames.insert(HelloFrame.encodedBytes(.initiation, parameters.mode), at: 0)
    }
    return gate.wait(forControl: frames, on: parameters.homeChannel, at: now)
  }
}
