// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

// Who receives a frame, by each of the models.
extension SimulatedAir {
  /// The places of the stations that would hear a frame if nothing but tuning mattered.
  func listeners(to signal: Signal) -> [Int] {
    let isPhysical = if case .physical = model { true } else { false }
    return stations.indices.filter { index in
      stations[index].channel.hasChirps(of: signal.channel)
        && (isPhysical || stations[index].channel.frequency == signal.channel.frequency)
        && stations[index].since <= signal.start && stations[index].id != signal.station
    }
  }

  /// Tells the receivers of the physical model that a frame begins.
  mutating func announce(_ flight: Flight, in channel: PhysicalChannel) {
    for index in listeners(to: flight.signal) {
      let reception = PhysicalReception(
        channel: channel, seed: seed, receiver: stations[index], signal: flight.signal)
      guard let candidate = reception.candidate(among: flight.others) else { continue }
      stations[index].receiver.hear(candidate)
    }
  }

  /// What becomes of a frame that has ended at one of its listeners.
  mutating func fate(of flight: Flight, at index: Int, horizon: Instant) -> Fate {
    switch model {
    case .independent(let loss):
      guard let fate = plainFate(of: flight, at: index) else { return chance(of: loss) }
      return fate
    case .bursty(let channel):
      let signal = flight.signal
      let isBad = stations[index].bursts.isBad(
        from: signal.start, to: signal.end, horizon: horizon, in: channel)
      guard let fate = plainFate(of: flight, at: index) else {
        return chance(of: isBad ? channel.badLoss : channel.goodLoss)
      }
      return fate
    case .physical(let channel): return physicalFate(of: flight, at: index, in: channel)
    case .lorasim(let rules): return lorasimFate(of: flight, at: stations[index], by: rules)
    }
  }

  /// Deaf or destroyed, where all signals have one strength; nil when neither.
  private func plainFate(of flight: Flight, at index: Int) -> Fate? {
    if flight.deaf.contains(stations[index].id) { return .deaf }
    return flight.hasCollided ? .collided : nil
  }

  private mutating func chance(of loss: Double) -> Fate {
    let isLost = random.nextFraction() < loss
    return isLost ? .lost : .delivered(SNR(decibels: 10), RSSI(dBm: -107))
  }

  private mutating func physicalFate(
    of flight: Flight, at index: Int, in channel: PhysicalChannel
  ) -> Fate {
    let isHeld = stations[index].receiver.holds(flight.signal)
    let reception = PhysicalReception(
      channel: channel, seed: seed, receiver: stations[index], signal: flight.signal)
    guard reception.isInTune else { return .outOfReach }
    if !isHeld, flight.deaf.contains(stations[index].id) { return .deaf }
    let (outcome, snr, rssi) = reception.judge(
      flight.frame.count, others: flight.others, isHeld: isHeld)
    return switch outcome {
    case .received: .delivered(snr, rssi)
    case .drowned: .lost
    case .collided: .collided
    case .outOfReach: .outOfReach
    }
  }

  private func lorasimFate(
    of flight: Flight, at station: AirStation, by rules: LoRaSimRules
  ) -> Fate {
    let signal = flight.signal
    guard rules.isHeard(signal, at: station) else { return .outOfReach }
    if flight.deaf.contains(station.id) { return .deaf }
    if rules.isDestroyed(signal, by: flight.others, at: station) { return .collided }
    let strength = rules.strength(of: signal, at: station)
    let noise = PhysicalChannel().noise(at: station).ratioAsDecibels
    return .delivered(SNR(decibels: strength.dBm - noise), strength)
  }
}
