// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

extension SimulatedAir {
  /// What the station finds when it listens now.
  ///
  /// A frame is noticed from its second symbol on; in the physical model as channel activity
  /// detection does: by chance where the signal is weak, and less surely past its preamble.
  public func activity(at station: StationID, now: Instant) -> ChannelActivity {
    guard let index = index(of: station) else { return .clear }
    let listener = stations[index]
    if case .physical(let channel) = model {
      return physicalActivity(at: listener, now: now, in: channel)
    }
    let isBusy = flights.contains { flight in
      let signal = flight.signal
      return signal.station != station && signal.channel.collides(with: listener.channel)
        && signal.symbols(1) <= now && now < signal.end && isHeard(signal, at: listener)
    }
    return isBusy ? .busy : .clear
  }

  /// What the station's receiver is doing; nil when there is no such station.
  ///
  /// Models but the physical one know `searching` and `transmitting` only.
  public func receiverState(of station: StationID, at now: Instant) -> ReceiverState? {
    index(of: station).map { stations[$0].receiver.state(at: now) }
  }

  private func isHeard(_ signal: Signal, at listener: AirStation) -> Bool {
    guard case .lorasim(let rules) = model else { return true }
    return rules.isHeard(signal, at: listener)
  }

  private func physicalActivity(
    at listener: AirStation, now: Instant, in channel: PhysicalChannel
  ) -> ChannelActivity {
    let signals = flights.map(\.signal).filter { $0.station != listener.id }
    var missed = 1 - channel.activityDetection.falseAlarm
    for signal in signals {
      let reception = PhysicalReception(
        channel: channel, seed: seed, receiver: listener, signal: signal)
      missed *= 1 - reception.noticing(at: now, others: signals)
    }
    var chance = Chance(
      seed: seed, .activity, listener.id.rawValue, Int(truncatingIfNeeded: now.microseconds))
    return chance.fraction() < missed ? .clear : .busy
  }
}
