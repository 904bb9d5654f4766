// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// Two real link stations on the simulated physical channel, one of which always has bulk for the
/// other, over a signal that fades.
struct StationWorld {
  private(set) var network: SimulatedNetwork<BulkStation>
  let signal: [Double]
  let parameters: LinkParameters
  private var second = 0
  /// When the signal began, and what was delivered before.
  private var start = Instant.zero
  private var before = 0.0

  /// Stations that meet with one spreading factor and may use SF7 to SF12.
  static func parameters(home: SpreadingFactor, rescue: SpreadingFactor) -> LinkParameters {
    var parameters = LinkParameters(
      modulation: Modulation(
        spreadingFactor: home, bandwidth: .kHz125, codingRate: .fourFifths))
    parameters.frequency = Frequency(hertz: 869_525_000)
    parameters.spreadingFactors = SpreadingFactor.allCases.filter { $0 >= .sf7 }
    parameters.rescueSpreadingFactor = rescue
    return parameters
  }

  /// A world of so many seconds at most; `loss` is what befalls frames besides noise.
  init(
    _ parameters: LinkParameters, signal: FadingSignal, seconds: Int, seed: UInt64
  ) throws {
    self.parameters = parameters
    var random = SplitMix64(seed: seed)
    self.signal = signal.values(seconds: seconds + 60, random: &random)
    let identities = try [1, 2].map { byte in
      try #require(LinkIdentity(privateKey: [UInt8](repeating: byte, count: 32)))
    }
    network = SimulatedNetwork(
      air: SimulatedAir(model: .physical(Self.channel(decibels: 0)), seed: seed),
      channel: parameters.homeChannel)
    for index in identities.indices {
      _ = network.join(
        BulkStation(
          identities[index], peer: identities[1 - index].publicKey, isSending: index == 0,
          parameters: parameters, seed: seed &* 2 &+ UInt64(index)),
        site: StationSite(position: Position(x: Self.metres * Double(index), y: 0)))
    }
    try meet()
  }

  /// From now on other stations destroy this share of all frames.
  mutating func destroy(_ share: Double) {
    destroyed = share
    for index in 0..<2 { network.change(index) { $0.destroyed = share } }
  }

  private var destroyed = 0.0

  /// Makes a session while the signal is good.
  private mutating func meet() throws {
    network.air.model = .physical(Self.channel(decibels: 10))
    try network.with(0) { user, now in ((), user.fill(at: now)) }
    let end = network.now + .seconds(60)
    #expect(try network.run(until: end) { $0.users[1].symbols > 0 })
    before = delivered
    start = network.now
  }

  private static let metres = 1000.0

  /// The air in which each hears the other so strongly.
  private static func channel(decibels: Double) -> PhysicalChannel {
    // 14 dBm against thermal noise in 125 kHz and a noise figure of 6 dB.
    let loss = 14 + 117 - decibels
    return PhysicalChannel(
      pathLoss: .logDistance(
        exponent: 2, referenceMetres: metres, referenceLossDecibels: loss))
  }

  /// Lets so many seconds run.
  mutating func run(seconds: Int) throws {
    for _ in 0..<seconds { try runSecond() }
  }

  private mutating func runSecond() throws {
    network.air.model = .physical(Self.channel(decibels: signal[min(second, signal.count - 1)]))
    second += 1
    try network.run(until: start + .seconds(second))
  }

  /// Lets it run until the sender hears the receiver, for so many seconds at most; the seconds it
  /// took, or nil.
  mutating func secondsUntilHeard(atMost seconds: Int) throws -> Double? {
    let start = network.now
    for _ in 0..<seconds {
      try runSecond()
      let heard = network.users[0].lastHeard
      if heard > start { return (heard - start).seconds }
    }
    return nil
  }

  /// Full symbols the receiver got, those of the message under way included.
  var delivered: Double {
    Double(network.users[1].wholeBytes) / Self.symbolBytes + Double(network.users[1].symbols)
      - before
  }

  private static let symbolBytes = 244.0

  /// What an oracle delivers in the same time: it sends full frames without pause, each second
  /// with the spreading factor of the highest goodput at that second's true SNR, needs neither
  /// announcements nor answers, and loses frames by the same model.
  var oracle: Double {
    let airtimes = parameters.spreadingFactors.map { factor in
      var modulation = parameters.modulation
      modulation.spreadingFactor = factor
      return modulation.timeOnAir(payloadBytes: 252).seconds
    }
    return signal.prefix(second).reduce(0) { sum, decibels in
      let rates = zip(parameters.spreadingFactors, airtimes).map { factor, airtime in
        SurvivalTable.data.survival(at: factor, decibels: decibels) / airtime
      }
      return sum + (rates.max() ?? 0) * (1 - destroyed)
    }
  }
}
