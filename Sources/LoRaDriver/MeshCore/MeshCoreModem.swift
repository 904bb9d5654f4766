// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// A modem with MeshCore's KISS firmware: raw frames of up to 255 bytes.
///
/// It is told to send at once, without listening first (full duplex, no delay): the link decides
/// when to send, and asks the modem whether the channel is in use where that is wanted. So the time
/// of a frame is known, and nothing waits in the modem.
package struct MeshCoreModem: KISSModem {
  /// What the modem is doing.
  enum State: Sendable, Equatable {
    case closed
    case detecting(attempt: Int, until: Instant)
    case stepping(MeshCoreScript)
    case idle(checkup: Instant)
    case transmitting(until: Instant)
  }

  let powerDBm: Int
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
  /// A frame whose signal report may still come, and how long it waits.
  var unreported: (frame: ReceivedFrame, until: Instant)?

  /// The protocol of a modem that shall send with so many dBm.
  package init(powerDBm: Int) { self.powerDBm = powerDBm }

  /// What it can do.
  package let capabilities = RadioCapabilities(
    largestFrameBytes: 255, transmitDone: .event, activityDetection: .hardware,
    airtime: .modemPreamble(.meshCore))

  /// The firmware's speed.
  package let baudRates = [115_200]

  /// When `.timeout` must be handled.
  package var nextDeadline: Instant? {
    [stateDeadline, unreported?.until].compactMap(\.self).min()
  }

  var stateDeadline: Instant? {
    switch state {
    case .closed: nil
    case .detecting(_, let deadline), .idle(let deadline), .transmitting(let deadline): deadline
    case .stepping(let script): script.deadline
    }
  }

  /// Takes what happened; returns what shall be done, in order.
  package mutating func handle(_ event: SerialEvent, at now: Instant) -> [SerialAction] {
    switch event {
    case .opened:
      decoder = KISSDecoder()
      hasAnswered = false
      return detect(attempt: 1, at: now)
    case .closed(let reason):
      state = .closed
      tuned = nil
      return deliver() + fail(.interrupted(reason), fault: .unreachable(reason))
    case .bytes(let bytes): return decoder.take(bytes).flatMap { take($0, at: now) }
    case .request(let request): return take(request, at: now)
    case .timeout: return timeOut(at: now)
    }
  }

  // MARK: - Requests

  private mutating func take(_ request: SerialRequest, at now: Instant) -> [SerialAction] {
    outstanding = request
    if case .configure(let channel) = request { wanted = channel }
    switch state {
    case .closed: return [answer(.failure(.unreachable("the device is closed")))]
    // It waits until the modem is idle.
    case .detecting, .stepping: return []
    case .idle, .transmitting: return serve(at: now)
    }
  }

  /// Does what is outstanding, now that the modem is idle.
  mutating func serve(at now: Instant) -> [SerialAction] {
    switch outstanding {
    case .configure(let channel): return tune(to: channel, at: now)
    case .transmit(let frame, _): return transmit(frame, at: now)
    case .sense:
      guard tuned != nil else { return [answer(.failure(.notConfigured))] }
      return run(.sensing, [MeshCoreStep(command: .channelBusy)], at: now)
    case nil: return []
    }
  }

  private mutating func transmit(_ frame: [UInt8], at now: Instant) -> [SerialAction] {
    guard let tuned else { return [answer(.failure(.notConfigured))] }
    // A longer one the firmware would drop without a word.
    guard (1...capabilities.largestFrameBytes).contains(frame.count) else {
      let largest = capabilities.largestFrameBytes
      return [answer(.failure(.frameBytes(frame.count, largest: largest)))]
    }
    let airtime = Self.modulation(of: tuned).timeOnAir(payloadBytes: frame.count)
    state = .transmitting(until: now + MeshCoreTimes.transmission(of: airtime))
    return [.write(KISSFrame.encoded(type: MeshCoreFrame.data.rawValue, frame))]
  }

  /// What is sent on a channel: the firmware's preamble, and always a CRC.
  static func modulation(of channel: RadioChannel) -> Modulation {
    var modulation = channel.modulation
    modulation.preamble = .meshCore
    modulation.payloadCRC = .present
    return modulation
  }
}
