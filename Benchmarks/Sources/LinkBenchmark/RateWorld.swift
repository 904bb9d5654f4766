// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY

/// Two stations on the simulated physical channel that may use SF7 to SF12, one of which always
/// has bulk for the other, over a signal that fades.
struct RateWorld {
  var network: SimulatedNetwork<BulkStation>
  private let signal: [Double]
  private let start: Instant
  private let before: Double
  private let destroyed: Double

  private static let home = RadioChannel(
    frequency: Frequency(hertz: 869_525_000),
    modulation: Modulation(spreadingFactor: .sf10, bandwidth: .kHz125, codingRate: .fourFifths))
  private static let factors = SpreadingFactor.allCases.filter { $0 >= .sf7 }
  /// Bytes of a frame with a full symbol, and of the symbol.
  private static let frameBytes = 252
  private static let symbolBytes = 244.0
  private static let metres = 1000.0

  /// A world that has its session, made while the signal was good.
  ///
  /// `destroyed` is the share of all frames that other stations destroy from then on.
  init(_ signal: FadingSignal, destroyed: Double = 0, seconds: Int, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    self.signal = signal.values(seconds: seconds, random: &random)
    self.destroyed = destroyed
    var parameters = LinkParameters(modulation: Self.home.modulation)
    parameters.frequency = Self.home.frequency
    parameters.spreadingFactors = Self.factors
    parameters.rescueSpreadingFactor = .sf12
    let identities = (1...2).compactMap {
      LinkIdentity(privateKey: [UInt8](repeating: UInt8($0), count: 32))
    }
    guard identities.count == 2 else { throw BenchmarkError.noKeys }
    network = SimulatedNetwork(
      air: SimulatedAir(model: .physical(Self.air(decibels: 10)), seed: seed), channel: Self.home)
    for index in 0..<2 {
      _ = network.join(
        BulkStation(
          identities[index], peer: identities[1 - index].publicKey, isSending: index == 0,
          parameters: parameters, seed: seed &* 2 &+ UInt64(index)),
        site: StationSite(position: Position(x: Self.metres * Double(index), y: 0)))
    }
    try network.with(0) { user, now in ((), user.fill(at: now)) }
    let isMet = try network.run(until: network.now + .seconds(3600)) { $0.users[1].symbols > 0 }
    guard isMet else { throw BenchmarkError.stuck }
    for index in 0..<2 {
      try network.with(index) { user, _ in
        user.destroyed = destroyed
        return ((), [])
      }
    }
    before = Self.delivered(network)
    start = network.now
  }

  /// Lets all seconds run; the full symbols that arrived as a part of what an oracle delivers.
  mutating func shareOfOracle() throws -> Double {
    for (second, decibels) in signal.enumerated() {
      network.air.model = .physical(Self.air(decibels: decibels))
      try network.run(until: start + .seconds(second + 1))
    }
    return (Self.delivered(network) - before) / oracle
  }

  private static func delivered(_ network: SimulatedNetwork<BulkStation>) -> Double {
    Double(network.users[1].wholeBytes) / symbolBytes + Double(network.users[1].symbols)
  }

  /// What an oracle delivers in the same time: it sends full frames without pause, each second
  /// with the spreading factor of the highest goodput at that second's true SNR, needs neither
  /// announcements nor answers, and loses frames by the same model.
  private var oracle: Double {
    let models = Self.factors.map { factor in
      var modulation = Self.home.modulation
      modulation.spreadingFactor = factor
      return (
        PacketErrorModel(modulation: modulation, payloadBytes: Self.frameBytes),
        modulation.timeOnAir(payloadBytes: Self.frameBytes).inSeconds
      )
    }
    return signal.reduce(0) { sum, decibels in
      let rates = models.map { (1 - $0.packetError(at: SNR(decibels: decibels))) / $1 }
      return sum + (rates.max() ?? 0) * (1 - destroyed)
    }
  }

  /// The air in which each hears the other so strongly.
  private static func air(decibels: Double) -> PhysicalChannel {
    // 14 dBm against thermal noise in 125 kHz and a noise figure of 6 dB.
    let loss = 14 + 117 - decibels
    return PhysicalChannel(
      pathLoss: .logDistance(
        exponent: 2, referenceMetres: metres, referenceLossDecibels: loss))
  }
}
