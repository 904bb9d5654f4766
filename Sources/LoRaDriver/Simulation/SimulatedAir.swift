// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// One radio channel for everything simulated: real time, scaled time and virtual time.
///
/// Half duplex, exact time on air; which of the stations tuned to a frame's frequency, spreading
/// factor and bandwidth for its whole length receive it is up to the ``ChannelModel``. Pure and
/// deterministic: the same calls with the same seed give the same results on every machine.
/// With `independent` and `bursty` all signals have one strength, 10 dB above noise, -107 dBm, and
/// frames that overlap on one channel destroy each other.
public struct SimulatedAir: Sendable {
  /// How frames fare; may change between frames.
  public var model: ChannelModel
  /// What happened so far, in all.
  public internal(set) var counters = AirCounters()
  /// In the order they joined.
  var stations: [AirStation] = []
  var flights: [Flight] = []
  var random: SplitMix64
  let seed: UInt64
  /// The frames that have ended since it was last emptied; nil when nobody wants to know.
  package var journal: [Transmission]?
  private var nextStation = 0
  private var nextSerial = 0

  /// An empty air.
  public init(model: ChannelModel, seed: UInt64) {
    self.model = model
    self.seed = seed
    random = SplitMix64(seed: seed)
  }

  /// An empty air with the simplest model.
  public init(loss: LossModel, seed: UInt64) {
    self.init(model: .independent(0), seed: seed)
    self.loss = loss
  }

  /// The loss of the simplest model, none in others; setting it selects that model.
  public var loss: LossModel {
    get {
      guard case .independent(let probability) = model else { return .independent(0) }
      return .independent(probability)
    }
    set {
      switch newValue {
      case .independent(let probability): model = .independent(probability)
      }
    }
  }

  // MARK: - Stations

  /// A station appears; where it stands matters to the physical and the LoRaSim model only.
  public mutating func join(
    tunedTo channel: RadioChannel, site: StationSite = StationSite(), at now: Instant
  ) -> StationID {
    let id = StationID(rawValue: nextStation)
    nextStation += 1
    stations.append(
      AirStation(
        id: id, site: site, channel: channel, since: now,
        bursts: BurstProcess(seed: seed, station: id)))
    return id
  }

  /// A station listens elsewhere from now on; what is on the air there already it does not hear.
  public mutating func tune(_ station: StationID, to channel: RadioChannel, at now: Instant) {
    guard let index = index(of: station) else { return }
    stations[index].channel = channel
    stations[index].since = now
    stations[index].receiver.tune()
  }

  /// A station moves, or changes its power; frames on the air keep the place they began at.
  public mutating func place(_ station: StationID, at site: StationSite) {
    guard let index = index(of: station) else { return }
    stations[index].site = site
  }

  /// A station disappears; a frame it is sending breaks off and nobody receives it.
  public mutating func leave(_ station: StationID, at now: Instant) {
    guard let index = index(of: station) else { return }
    stations.remove(at: index)
    let broken = flights.filter { $0.signal.station == station && $0.signal.end > now }
    flights.removeAll { $0.signal.station == station && $0.signal.end > now }
    for serial in broken.map(\.signal.serial) {
      for index in stations.indices { stations[index].receiver.end(serial, at: now) }
      for index in flights.indices { flights[index].end(other: serial, at: now) }
    }
  }

  /// What happened so far to one station.
  public func counters(of station: StationID) -> AirCounters? {
    index(of: station).map { stations[$0].counters }
  }

  func index(of station: StationID) -> Int? {
    var (low, high) = (0, stations.count)
    while low < high {
      let middle = (low + high) / 2
      if stations[middle].id < station { low = middle + 1 } else { high = middle }
    }
    return low < stations.count && stations[low].id == station ? low : nil
  }

  // MARK: - Frames

  /// Begins a transmission; the result is the instant it ends.
  ///
  /// - Throws: ``AirError`` when the station or the frame cannot be sent.
  public mutating func transmit(
    _ station: StationID, frame: [UInt8], at now: Instant
  ) throws(AirError) -> Instant {
    guard let index = index(of: station) else { throw .unknownStation }
    guard (1...255).contains(frame.count) else { throw .frameBytes(frame.count) }
    let sender = stations[index]
    guard sender.transmittingUntil <= now else {
      throw .stillTransmitting(until: sender.transmittingUntil)
    }
    let airtime = sender.channel.modulation.timeOnAir(payloadBytes: frame.count)
    let signal = Signal(
      serial: nextSerial, station: station, site: sender.site, channel: sender.channel,
      start: now, end: now + airtime)
    nextSerial += 1
    var flight = Flight(signal: signal, frame: frame)
    for index in flights.indices where flights[index].signal.end > now {
      Flight.meet(&flights[index], &flight)
    }
    flights.append(flight)
    stations[index].transmittingUntil = signal.end
    stations[index].receiver.transmit(until: signal.end)
    stations[index].counters.sent(bytes: frame.count, airtime: airtime)
    counters.sent(bytes: frame.count, airtime: airtime)
    if case .physical(let channel) = model { announce(flight, in: channel) }
    return signal.end
  }

  /// The end of the next frame to end.
  public var nextDeadline: Instant? { flights.lazy.map(\.signal.end).min() }

  /// Lets the time pass; the results are in the order of time, then of stations.
  public mutating func advance(to now: Instant) -> [AirEvent] {
    guard let next = nextDeadline, next <= now else { return [] }
    let ended = flights.filter { $0.signal.end <= now }.sorted {
      ($0.signal.end, $0.signal.station) < ($1.signal.end, $1.signal.station)
    }
    let horizon = flights.lazy.map(\.signal.start).min() ?? now
    flights.removeAll { $0.signal.end <= now }
    return ended.flatMap { deliver($0, horizon: horizon) }
  }

  private mutating func deliver(_ flight: Flight, horizon: Instant) -> [AirEvent] {
    let signal = flight.signal
    var events: [AirEvent] = [.transmitted(signal.station, at: signal.end)]
    var transmission = Transmission(flight)
    for index in listeners(to: signal) {
      let fate = fate(of: flight, at: index, horizon: horizon)
      stations[index].counters.count(fate)
      counters.count(fate)
      transmission.note(fate, at: stations[index].id)
      guard case .delivered(let snr, let rssi) = fate else { continue }
      events.append(
        .received(
          stations[index].id,
          ReceivedFrame(
            bytes: flight.frame, snr: snr, rssi: rssi, channel: signal.channel, at: signal.end)))
    }
    journal?.append(transmission)
    return events
  }
}

extension Flight {
  /// Another frame breaks off.
  mutating func end(other serial: Int, at now: Instant) {
    for index in others.indices where others[index].serial == serial { others[index].end = now }
  }
}
