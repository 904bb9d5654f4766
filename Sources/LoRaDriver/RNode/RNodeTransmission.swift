// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// The frame in the modem.
struct RNodeTransmission: Sendable, Equatable {
  /// Before this it cannot have left.
  var earliest: Instant
  /// By then it has left, unless others were sending.
  var latest: Instant
  /// The firmware's airtime before it, in 0.01 % of 15 s.
  var airtimeBefore: UInt64
}

extension RNodeModem {
  mutating func transmit(_ frame: [UInt8], at now: Instant) -> [SerialAction] {
    guard let tuned else { return [answer(.failure(.notConfigured))] }
    guard (1...capabilities.largestFrameBytes).contains(frame.count) else {
      let largest = capabilities.largestFrameBytes
      return [answer(.failure(.frameBytes(frame.count, largest: largest)))]
    }
    let airtime = Self.modulation(of: tuned).timeOnAir(payloadBytes: frame.count)
    var times = times ?? RNodeTimes(tuned.modulation)
    if let contentionSlots { times.slots = contentionSlots }
    state = .transmitting(
      RNodeTransmission(
        earliest: now + airtime,
        latest: now + RNodeTimes.serial(bytes: frame.count) + airtime + times.bound,
        airtimeBefore: shortAirtime))
    return [.write(RNodeCommand.data.frame(frame))]
  }

  /// What is sent on a channel: the firmware's preamble, and always a CRC.
  static func modulation(of channel: RadioChannel) -> Modulation {
    var modulation = channel.modulation
    modulation.preamble = .rnode
    modulation.payloadCRC = .present
    return modulation
  }

  /// The firmware's statistics, each second and after it has sent.
  mutating func noteStatistics(_ data: [UInt8], at now: Instant) -> [SerialAction] {
    guard data.count >= 2 else { return [] }
    shortAirtime = WireInteger.bigEndian(data.prefix(2))
    guard case .transmitting(let transmission) = state, now >= transmission.earliest,
      shortAirtime > transmission.airtimeBefore
    else { return [] }
    return endTransmission(at: now)
  }

  mutating func endTransmission(at now: Instant) -> [SerialAction] {
    state = .idle(checkup: now + RNodeTimes.checkup)
    return [answer(.success(.done))]
  }
}
