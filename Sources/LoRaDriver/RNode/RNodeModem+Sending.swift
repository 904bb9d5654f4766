// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

extension RNodeModem {
  mutating func transmit(
    _ frame: [UInt8], before next: FrameFollower, at now: Instant
  ) -> [SerialAction] {
    guard let tuned else { return [answer(.failure(.notConfigured))] }
    guard (1...capabilities.largestFrameBytes).contains(frame.count) else {
      let largest = capabilities.largestFrameBytes
      return [answer(.failure(.frameBytes(frame.count, largest: largest)))]
    }
    var transmission = RNodeTransmission(listening: listeningTime(on: tuned))
    if case .transmitting(let running) = state { transmission = running }
    let airtime = Self.modulation(of: tuned).timeOnAir(payloadBytes: frame.count)
    transmission.write(airtime: airtime, bytes: frame.count, at: now)
    let question = RNodeCommand.ready.frame([0])
    return [.write(RNodeCommand.data.frame(frame) + question)] + follow(transmission, at: now)
  }

  private func listeningTime(on channel: RadioChannel) -> Duration {
    var times = times ?? RNodeTimes(channel.modulation)
    if let contentionSlots { times.slots = contentionSlots }
    return times.bound
  }

  /// What is sent on a channel: the firmware's preamble, and always a CRC.
  static func modulation(of channel: RadioChannel) -> Modulation {
    var modulation = channel.modulation
    modulation.preamble = .rnode
    modulation.payloadCRC = .present
    return modulation
  }

  /// Whether frames may wait in the modem: it sends all at once at this rate, and tells when.
  private var mayQueue: Bool {
    guard shortAirtime != nil, let tuned else { return false }
    return RNodeTimes.flushesQueue(tuned.modulation)
  }

  /// Goes on as the frames in the modem allow.
  private mutating func follow(
    _ transmission: RNodeTransmission, at now: Instant
  ) -> [SerialAction] {
    guard !transmission.isEmpty else {
      state = .idle(checkup: now + RNodeTimes.checkup)
      if case .transmit? = outstanding { return [answer(.success(.done))] }
      return serve(at: now)
    }
    state = .transmitting(transmission)
    guard case .transmit(_, before: .frame)? = outstanding, mayQueue, transmission.hasRoom else {
      return []
    }
    return [answer(.success(.done))]
  }

  // MARK: - What the firmware says

  /// The queue took a frame.
  mutating func noteQueued(at now: Instant) -> [SerialAction] {
    guard case .transmitting(var transmission) = state else { return [] }
    transmission.confirm(at: now)
    return follow(transmission, at: now)
  }

  /// The firmware's statistics, each second and after it has sent.
  mutating func noteStatistics(_ data: [UInt8], at now: Instant) -> [SerialAction] {
    guard data.count >= 2 else { return [] }
    let airtime = WireInteger.bigEndian(data.prefix(2))
    let isMore = airtime > shortAirtime ?? 0
    shortAirtime = airtime
    guard case .transmitting(var transmission) = state,
      transmission.isOver(showingMore: isMore, at: now)
    else { return [] }
    transmission.leave(at: now)
    return follow(transmission, at: now)
  }

  /// Nothing was heard for too long: statistics or an answer were lost.
  mutating func overdue(at now: Instant) -> [SerialAction] {
    guard case .transmitting(var transmission) = state else { return [] }
    if transmission.isOver(showingMore: true, at: now) {
      transmission.leave(at: now)
    } else {
      transmission.confirm(at: now)
    }
    return follow(transmission, at: now)
  }

  /// The modem dropped what it had.
  mutating func abandonFrames(_ error: RadioError, at now: Instant) -> [SerialAction] {
    state = .idle(checkup: now + RNodeTimes.checkup)
    if case .transmit? = outstanding { return [answer(.failure(error))] }
    return serve(at: now)
  }
}
