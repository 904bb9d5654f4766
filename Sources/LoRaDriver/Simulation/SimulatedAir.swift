// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// Names a station on a simulated air.
public struct StationID: Sendable, Hashable, Comparable {
  let rawValue: Int

  /// Orders stations as they joined.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// How frames get lost besides collisions.
public enum LossModel: Sendable, Equatable {
  /// Each reception is lost with this probability, independent of all others.
  case independent(Double)
}

/// What a station finds when it listens.
public enum ChannelActivity: Sendable, Equatable {
  case clear
  case busy
}

/// A frame as a radio hands it up.
public struct ReceivedFrame: Sendable, Equatable {
  /// What was received.
  public var bytes: [UInt8]
  /// Signal to noise ratio.
  public var snr: SNR
  /// Signal strength.
  public var rssi: RSSI
  /// Where it was received.
  public var channel: RadioChannel
  /// The end of the frame.
  public var at: Instant

  /// Makes a received frame.
  public init(bytes: [UInt8], snr: SNR, rssi: RSSI, channel: RadioChannel, at: Instant) {
    self.bytes = bytes
    self.snr = snr
    self.rssi = rssi
    self.channel = channel
    self.at = at
  }
}

/// What a simulated air does by itself as time passes.
public enum AirEvent: Sendable, Equatable {
  /// The station's frame has left the antenna.
  case transmitted(StationID, at: Instant)
  /// The station received a frame.
  case received(StationID, ReceivedFrame)
}

/// Why a station cannot send.
public enum AirError: Error, Equatable, Sendable {
  /// The station has left, or never joined.
  case unknownStation
  /// A LoRa frame has 1 to 255 bytes.
  case frameBytes(Int)
  /// Its former frame is still on the air.
  case stillTransmitting(until: Instant)
}

/// One radio channel model for everything simulated: real time, scaled time and virtual time.
///
/// Half duplex, exact time on air, a frame is heard by every station tuned to its frequency,
/// spreading factor and bandwidth for its whole length; frames that overlap there destroy each
/// other; what remains is lost by the ``LossModel``. Pure and deterministic: the same calls with
/// the same seed give the same results. All signals have one strength in this model: 10 dB above
/// noise, -107 dBm.
public struct SimulatedAir: Sendable {
  /// How frames get lost; may change between frames.
  public var loss: LossModel
  /// What happened so far, in all.
  public private(set) var counters = AirCounters()
  private var stations: [StationID: Station] = [:]
  private var flights: [Flight] = []
  private var nextStation = 0
  private var random: SplitMix64

  /// An empty air.
  public init(loss: LossModel, seed: UInt64) {
    self.loss = loss
    random = SplitMix64(seed: seed)
  }

  private struct Station: Sendable {
    var channel: RadioChannel
    /// Since when it listens there without a break but its own transmissions.
    var since: Instant
    /// The end of its last transmission.
    var transmittingUntil = Instant.zero
    var counters = AirCounters()
  }

  private struct Flight: Sendable {
    var station: StationID
    var frame: [UInt8]
    var channel: RadioChannel
    var start: Instant
    var end: Instant
    /// Another frame overlaps it.
    var hasCollided = false
    /// Stations that were transmitting during it.
    var deaf: Set<StationID> = []
  }

  // MARK: - Stations

  /// A station appears.
  public mutating func join(tunedTo channel: RadioChannel, at now: Instant) -> StationID {
    let id = StationID(rawValue: nextStation)
    nextStation += 1
    stations[id] = Station(channel: channel, since: now)
    return id
  }

  /// A station listens elsewhere from now on; what is on the air there already it does not hear.
  public mutating func tune(_ station: StationID, to channel: RadioChannel, at now: Instant) {
    guard stations[station] != nil else { return }
    stations[station]?.channel = channel
    stations[station]?.since = now
  }

  /// A station disappears; a frame it is sending breaks off and nobody receives it.
  public mutating func leave(_ station: StationID, at now: Instant) {
    stations[station] = nil
    flights.removeAll { $0.station == station && $0.end > now }
  }

  /// What happened so far to one station.
  public func counters(of station: StationID) -> AirCounters? { stations[station]?.counters }

  // MARK: - Frames

  /// Begins a transmission; the result is the instant it ends.
  ///
  /// - Throws: ``AirError`` when the station or the frame cannot be sent.
  public mutating func transmit(
    _ station: StationID, frame: [UInt8], at now: Instant
  ) throws(AirError) -> Instant {
    guard let sender = stations[station] else { throw .unknownStation }
    guard (1...255).contains(frame.count) else { throw .frameBytes(frame.count) }
    guard sender.transmittingUntil <= now else {
      throw .stillTransmitting(until: sender.transmittingUntil)
    }
    let airtime = sender.channel.modulation.timeOnAir(payloadBytes: frame.count)
    var flight = Flight(
      station: station, frame: frame, channel: sender.channel, start: now, end: now + airtime)
    for index in flights.indices where flights[index].end > now {
      flights[index].deaf.insert(station)
      if stations[flights[index].station] != nil { flight.deaf.insert(flights[index].station) }
      guard flights[index].channel.collides(with: flight.channel) else { continue }
      flights[index].hasCollided = true
      flight.hasCollided = true
    }
    flights.append(flight)
    stations[station]?.transmittingUntil = flight.end
    stations[station]?.counters.sent(bytes: frame.count, airtime: airtime)
    counters.sent(bytes: frame.count, airtime: airtime)
    return flight.end
  }

  /// What the station finds when it listens now.
  ///
  /// A frame is noticed from its second symbol on.
  public func activity(at station: StationID, now: Instant) -> ChannelActivity {
    guard let listener = stations[station] else { return .clear }
    let symbol = listener.channel.modulation.symbolDuration
    let isBusy = flights.contains {
      $0.station != station && $0.channel.collides(with: listener.channel)
        && $0.start + symbol <= now && now < $0.end
    }
    return isBusy ? .busy : .clear
  }

  /// The end of the next frame to end.
  public var nextDeadline: Instant? { flights.map(\.end).min() }

  /// Lets the time pass; the results are in the order of time, then of stations.
  public mutating func advance(to now: Instant) -> [AirEvent] {
    let ended = flights.filter { $0.end <= now }.sorted {
      ($0.end, $0.station) < ($1.end, $1.station)
    }
    guard !ended.isEmpty else { return [] }
    flights.removeAll { $0.end <= now }
    return ended.flatMap { deliver($0) }
  }

  private mutating func deliver(_ flight: Flight) -> [AirEvent] {
    var events: [AirEvent] = [.transmitted(flight.station, at: flight.end)]
    for id in stations.keys.sorted() where id != flight.station {
      guard let listener = stations[id], listener.channel.collides(with: flight.channel),
        listener.since <= flight.start
      else { continue }
      let fate = fate(of: flight, at: id)
      stations[id]?.counters.count(fate)
      counters.count(fate)
      guard fate == .delivered else { continue }
      events.append(
        .received(
          id,
          ReceivedFrame(
            bytes: flight.frame, snr: SNR(decibels: 10), rssi: RSSI(dBm: -107),
            channel: flight.channel, at: flight.end)))
    }
    return events
  }

  enum Fate { case delivered, lost, collided, deaf }

  private mutating func fate(of flight: Flight, at station: StationID) -> Fate {
    if flight.deaf.contains(station) { return .deaf }
    if flight.hasCollided { return .collided }
    switch loss {
    case .independent(let probability):
      return random.nextFraction() < probability ? .lost : .delivered
    }
  }
}

extension RadioChannel {
  /// Whether frames on both channels are heard by the same receiver, and so disturb each other.
  func collides(with other: RadioChannel) -> Bool {
    frequency == other.frequency
      && modulation.spreadingFactor == other.modulation.spreadingFactor
      && modulation.bandwidth == other.modulation.bandwidth
  }
}

extension AirCounters {
  mutating func sent(bytes count: Int, airtime time: Duration) {
    frames += 1
    bytes += count
    airtime += time
  }

  mutating func count(_ fate: SimulatedAir.Fate) {
    switch fate {
    case .delivered: delivered += 1
    case .lost: lost += 1
    case .collided: collided += 1
    case .deaf: deaf += 1
    }
  }
}
