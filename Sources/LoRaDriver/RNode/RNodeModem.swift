// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// An RNode in promiscuous mode: raw frames of up to 255 bytes, as all other drivers have them.
///
/// The firmware listens before it talks, once for all that waits in its queue, and does not say
/// when a frame has left. So the frames of a burst are handed to it ahead of time, and count as
/// sent when its statistics show it, else when they must have left: see ``RNodeTransmission``.
package struct RNodeModem: KISSModem {
  /// What the modem is doing.
  enum State: Sendable, Equatable {
    case closed
    case exchanging(RNodeExchange)
    case idle(checkup: Instant)
    case transmitting(RNodeTransmission)
    /// Nothing but another device or firmware will help.
    case refused(RadioError)
  }

  let settings: RNodeSettings
  var state = State.closed
  var decoder = KISSDecoder()
  /// The request that waits for its answer.
  var outstanding: SerialRequest?
  /// The channel asked for last, and the one in force.
  var wanted: RadioChannel?
  var tuned: RadioChannel?
  var isFaulty = false
  /// Whether the device has spoken the protocol since it was opened.
  package internal(set) var hasAnswered = false

  /// What is known of the next frame, and of the last one.
  var rssi: RSSI?
  var snr: SNR?
  var lastRSSI: RSSI?
  var lastSNR: SNR?
  /// What the firmware says of itself.
  var times: RNodeTimes?
  var preambleSymbols: Int?
  var contentionSlots: Int?
  /// The firmware's airtime by its last statistics, in 0.01 % of 15 s; nil: it told none yet.
  var shortAirtime: UInt64?

  /// The protocol of an RNode that shall be used so.
  package init(_ settings: RNodeSettings) { self.settings = settings }

  /// What it can do.
  package let capabilities = RadioCapabilities(
    largestFrameBytes: 255, transmitDone: .inferred, activityDetection: .modem,
    airtime: .modemPreamble(.rnode))

  /// The firmware's speed.
  package let baudRates = [115_200]

  /// When `.timeout` must be handled.
  package var nextDeadline: Instant? {
    switch state {
    case .closed, .refused: nil
    case .exchanging(let exchange): exchange.deadline
    case .idle(let checkup): checkup
    case .transmitting(let transmission): transmission.deadline
    }
  }

  /// Takes what happened; returns what shall be done, in order.
  package mutating func handle(_ event: SerialEvent, at now: Instant) -> [SerialAction] {
    switch event {
    case .opened: open(at: now)
    case .closed(let reason): close(reason)
    case .bytes(let bytes): decoder.take(bytes).flatMap { take($0, at: now) }
    case .request(let request): take(request, at: now)
    case .timeout: timeOut(at: now)
    }
  }

  /// How long its firmware listens at most before a frame, on a channel that is free.
  package static func listeningTime(_ modulation: Modulation) -> Duration {
    RNodeTimes(modulation).bound
  }

  // MARK: - Coming and going

  mutating func open(at now: Instant) -> [SerialAction] {
    decoder = KISSDecoder()
    hasAnswered = false
    return restart(at: now)
  }

  /// Begins from scratch.
  mutating func restart(at now: Instant) -> [SerialAction] {
    tuned = nil
    (rssi, snr, times, preambleSymbols, contentionSlots) = (nil, nil, nil, nil, nil)
    shortAirtime = nil
    return detect(attempt: 1, at: now)
  }

  private mutating func close(_ reason: String) -> [SerialAction] {
    state = .closed
    tuned = nil
    return fail(.interrupted(reason), fault: .unreachable(reason))
  }

  // MARK: - Requests

  private mutating func take(_ request: SerialRequest, at now: Instant) -> [SerialAction] {
    outstanding = request
    if case .configure(let channel) = request { wanted = channel }
    switch state {
    case .closed: return [answer(.failure(.unreachable("the device is closed")))]
    case .refused(let error): return [answer(.failure(error))]
    // It waits until the modem has started.
    case .exchanging: return []
    case .idle: return serve(at: now)
    case .transmitting:
      // Tuned to another channel when all frames have left this one.
      if case .configure = request { return [] }
      return serve(at: now)
    }
  }

  /// Does what is outstanding, now that the modem is ready for it.
  mutating func serve(at now: Instant) -> [SerialAction] {
    switch outstanding {
    case .configure(let channel): tune(to: channel, at: now)
    case .transmit(let frame, let next): transmit(frame, before: next, at: now)
    // The firmware listens by itself, and does not tell.
    case .sense: [answer(.failure(.unsupported))]
    case nil: []
    }
  }
}
