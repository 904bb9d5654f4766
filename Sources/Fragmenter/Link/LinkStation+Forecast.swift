// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// What waits for a peer, in the order in which it will be sent.
package struct WaitingLoad: Sendable {
  /// Bytes inside the seal.
  package var payloadBytes: Int
  /// The part of it the receiver is not known to miss, 0 to 1.
  package var progress: Double
  package var messageClass: MessageClass

  package init(payloadBytes: Int, progress: Double, messageClass: MessageClass) {
    self.payloadBytes = payloadBytes
    self.progress = progress
    self.messageClass = messageClass
  }
}

extension LinkStation {
  /// What each waiting load costs and when it will be delivered, by peer and place.
  ///
  /// The duty ledger is run forward over the queues with the loss measured on each link and the
  /// waits for others measured here; the ninetieth percentile is corrected by how those of earlier
  /// messages came out.
  package func forecast(
    _ queues: [(peer: PeerKey, loads: [WaitingLoad])], at now: Instant
  ) -> [[DeliveryEstimate]] {
    let known = queues.map { queue in
      links.first { $0.peer == queue.peer }?.queue(of: queue.loads, at: now)
        ?? PeerQueue(messages: [], loss: LossEstimate().figure(at: .sf7, now: now), burstFrames: 1)
    }
    return DeliveryForecast(
      queues: known, ways: gate.ways(atHome: parameters.modulation, at: now),
      share: experience.share, correction: experience.correction, now: now
    ).estimates()
  }

  /// Remembers what can be said of a message that was just queued, to learn from what comes.
  mutating func promise(_ message: OutboundMessage, to index: Int, at now: Instant) {
    // What one frame carries is too short to tell anything.
    guard message.payload.count > parameters.longestFrameBytes else { return }
    let queues = links.map { (peer: $0.peer, loads: $0.loads) }
    guard let ninetieth = forecast(queues, at: now)[index].last?.ninetieth else { return }
    experience.promised(message.handle, ninetieth: ninetieth, at: now)
  }
}

extension Link {
  /// What is under way, then what waits.
  fileprivate var loads: [WaitingLoad] {
    let underWay = sessions.flatMap { session in
      session.outgoing.values.map { transfer in
        WaitingLoad(
          payloadBytes: transfer.message.sealed.count, progress: transfer.progress,
          messageClass: transfer.message.messageClass)
      }
    }
    return underWay
      + queue.map {
        WaitingLoad(
          payloadBytes: $0.payload.count, progress: 0, messageClass: $0.messageClass)
      }
  }

  fileprivate func queue(of loads: [WaitingLoad], at now: Instant) -> PeerQueue {
    let factor = rate?.spreadingFactor(now: now) ?? parameters.modulation.spreadingFactor
    var modulation = parameters.modulation
    modulation.spreadingFactor = factor
    let control = modulation.timeOnAir(payloadBytes: ControlFrame.encodedBytes)
    var queue = PeerQueue(
      messages: loads.map { message(of: $0, modulation) },
      loss: loss.figure(at: factor, now: now),
      burstFrames: rate?.plan(remaining: Limits.sourceSymbols, now: now).frames
        ?? Limits.sourceSymbols)
    queue.answerTime = control + parameters.turnaround * 2
    if let rate, factor != rate.listeningFactor {
      queue.burstOverhead = rate.parameters.timeOnAir(
        bytes: ReservationFrame.encodedBytes(.request(counter: 0)), at: rate.listeningFactor)
      queue.answerTime += rate.parameters.announcementTime(at: rate.listeningFactor)
    }
    return queue
  }

  private func message(of load: WaitingLoad, _ modulation: Modulation) -> QueuedMessage {
    let planner = parameters.planner
    let largest = planner.largestPayloadBytes
    let parts = max((load.payloadBytes + largest - 1) / max(largest, 1), 1)
    let layout = planner.layout(payloadBytes: min(load.payloadBytes, largest))
    let frameBytes: Int
    var symbols = parts
    switch layout {
    case .symbols(let count, let bytes):
      frameBytes = bytes + SymbolFrame.overheadBytes
      symbols = parts == 1 ? count : (load.payloadBytes + bytes - 1) / bytes
    case .single, nil:
      frameBytes = min(
        load.payloadBytes + InnerHeader.encodedBytes + SingleFrame.overheadBytes,
        parameters.longestFrameBytes)
    }
    let left = Double(symbols) * (1 - min(max(load.progress, 0), 1))
    return QueuedMessage(
      symbols: max(Int(left.rounded(.up)), 1),
      frameAirtime: modulation.timeOnAir(payloadBytes: frameBytes) + parameters.rampTime,
      airtimeClass: load.messageClass.airtimeClass)
  }
}
