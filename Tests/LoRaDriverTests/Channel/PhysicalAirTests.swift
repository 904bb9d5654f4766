// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import LoRaPHY
import Testing

/// The physical model as stations see it: activity, half duplex, tuning, determinism.
struct PhysicalAirTests {
  private let symbol = RadioChannel.test().modulation.symbolDuration

  /// How often a listener notices a frame so many symbols old.
  private func noticed(
    symbols: Double, snr: Double, activity: ActivityDetection = ActivityDetection()
  ) throws -> Double {
    var laboratory = Laboratory(.test(), seed: 6, activity: activity)
    let sender = laboratory.transmitter(snr: snr)
    var now = Instant.zero
    var count = 0
    for _ in 0..<2_000 {
      let end = try laboratory.air.transmit(
        sender, frame: [UInt8](repeating: 0, count: 100), at: now)
      let at = now + symbol * symbols
      if laboratory.air.activity(at: laboratory.receiver, now: at) == .busy { count += 1 }
      _ = laboratory.air.advance(to: end)
      now = end
    }
    return Double(count) / 2_000
  }

  @Test func `a preamble is noticed after a symbol, payload less surely, a weak one rarely`()
    throws
  {
    #expect(try noticed(symbols: 0.9, snr: 10) == 0)
    #expect(try noticed(symbols: 1.1, snr: 10) == 1)
    #expect(try noticed(symbols: 7, snr: 10) == 1)
    #expect(abs(try noticed(symbols: 40, snr: 10) - 0.5) < 0.05)
    #expect(abs(try noticed(symbols: 7, snr: -25)) < 0.05)
    let middle = try noticed(symbols: 7, snr: -12)
    #expect(middle > 0.2 && middle < 0.9, "\(middle)")
    let blind = ActivityDetection(payloadShare: 0, falseAlarm: 0.1)
    #expect(abs(try noticed(symbols: 40, snr: 10, activity: blind) - 0.1) < 0.03)
    #expect(abs(try noticed(symbols: 0.5, snr: 10, activity: blind) - 0.1) < 0.03)
  }

  @Test func `who sends is deaf, but hears a preamble that outlasts it`() throws {
    for (symbols, heard) in [(2.5, 1), (4.0, 0)] {
      var laboratory = Laboratory(.test(), seed: 1)
      let sender = laboratory.transmitter(snr: 10)
      let own = try laboratory.air.transmit(laboratory.receiver, frame: [9], at: .zero)
      let end = try laboratory.air.transmit(sender, frame: [1], at: own - symbol * symbols)
      let events = laboratory.air.advance(to: end)
      let counters = try #require(laboratory.air.counters(of: laboratory.receiver))
      #expect(counters.delivered == heard)
      #expect(counters.deaf == 1 - heard)
      #expect(events.count == 2 + heard)
    }
  }

  @Test func `a receiver freed by a frame that broke off takes the next one`() throws {
    var laboratory = Laboratory(.test(), seed: 1)
    let first = laboratory.transmitter(snr: 10)
    let second = laboratory.transmitter(snr: 10)
    _ = try laboratory.air.transmit(first, frame: [UInt8](repeating: 0, count: 200), at: .zero)
    let late = Instant.zero + symbol * 20
    laboratory.air.leave(first, at: late)
    let end = try laboratory.air.transmit(second, frame: [1], at: late)
    _ = laboratory.air.advance(to: end)
    #expect(laboratory.air.counters(of: laboratory.receiver)?.delivered == 1)
  }

  @Test func `who tunes away or in hears nothing of a frame`() throws {
    var laboratory = Laboratory(.test(), seed: 1)
    let sender = laboratory.transmitter(snr: 10)
    let end = try laboratory.air.transmit(sender, frame: [1], at: .zero)
    laboratory.air.tune(laboratory.receiver, to: .test(.sf9), at: .ms(1))
    laboratory.air.tune(laboratory.receiver, to: .test(), at: .ms(2))
    #expect(laboratory.air.advance(to: end) == [.transmitted(sender, at: end)])
  }

  @Test func `a receiver searches, locks, decodes, and searches again`() throws {
    var laboratory = Laboratory(.test(), seed: 1)
    let sender = laboratory.transmitter(snr: 10)
    let end = try laboratory.air.transmit(sender, frame: [1], at: .zero)
    func state(_ station: StationID, _ at: Instant) -> ReceiverState? {
      laboratory.air.receiverState(of: station, at: at)
    }
    let receiver = laboratory.receiver
    #expect(state(receiver, .zero + symbol * 4) == .searching)
    #expect(state(receiver, .zero + symbol * 5) == .locked)
    #expect(state(receiver, .zero + symbol * 8.9) == .locked)
    #expect(state(receiver, .zero + symbol * 9) == .decoding)
    #expect(state(receiver, end) == .searching)
    #expect(state(sender, end - .microseconds(1)) == .transmitting)
    #expect(state(sender, end) == .searching)
    laboratory.air.leave(sender, at: end)
    #expect(state(sender, end) == nil)
  }

  /// Ten stations on a few square kilometres, all sending whenever they like.
  private func world(seed: UInt64, frames: Int) throws -> [AirEvent] {
    let channel = PhysicalChannel(
      pathLoss: .logDistance(exponent: 3, referenceMetres: 1, referenceLossDecibels: 31),
      shadowingDecibels: 6, fading: BlockFading(coherence: .seconds(2)))
    var dice = SplitMix64(seed: seed)
    var air = SimulatedAir(model: .physical(channel), seed: dice.next())
    let stations = (0..<10).map { index in
      let place = Position(
        x: .random(in: 0...2_000, using: &dice), y: .random(in: 0...2_000, using: &dice))
      return air.join(
        tunedTo: .test(index < 8 ? .sf9 : .sf8), site: StationSite(position: place), at: .zero)
    }
    var events: [AirEvent] = []
    var now = Instant.zero
    for _ in 0..<frames {
      now = now + .microseconds(Int64.random(in: 0...600_000, using: &dice))
      events += air.advance(to: now)
      let station = stations[Int.random(in: 0..<10, using: &dice)]
      _ = air.activity(at: station, now: now)
      do throws(AirError) {
        let bytes = Int.random(in: 1...255, using: &dice)
        _ = try air.transmit(station, frame: [UInt8](repeating: 1, count: bytes), at: now)
      } catch {
        guard case .stillTransmitting = error else { throw error }
      }
    }
    let counters = air.counters
    #expect(counters.delivered > 0 && counters.collided > 0 && counters.deaf > 0)
    return events
  }

  @Test func `the same seed gives the same world, another seed another`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    let first = try world(seed: seed, frames: 2_000)
    #expect(try world(seed: seed, frames: 2_000) == first, "seed \(seed)")
    #expect(try world(seed: seed &+ 1, frames: 2_000) != first, "seed \(seed)")
  }

  @Test func `absurd figures do no harm`() throws {
    for value in [Double.infinity, -.infinity, .nan, 1e300, -1e300, 0] {
      let site = StationSite(
        position: Position(x: value, y: value), antennaHeightMetres: value, eirpDBm: value,
        receiveGainDecibels: value, noiseFigureDecibels: value, crystalPPM: value)
      for loss in [
        PathLoss.freeSpace, .twoRay,
        .logDistance(
          exponent: value, referenceMetres: value, referenceLossDecibels: value),
      ] {
        let channel = PhysicalChannel(
          pathLoss: loss, shadowingDecibels: value,
          fading: BlockFading(coherence: .milliseconds(1), riceFactor: value))
        for model in [ChannelModel.physical(channel), .lorasim(.capture)] {
          var air = SimulatedAir(model: model, seed: 1)
          let stations = (0..<3).map { _ in air.join(tunedTo: .test(), site: site, at: .zero) }
          _ = try air.transmit(stations[0], frame: [1], at: .zero)
          let end = try air.transmit(stations[1], frame: [1], at: .ms(3))
          _ = air.activity(at: stations[2], now: .ms(5))
          #expect(air.advance(to: end).count >= 2)
        }
      }
    }
  }
}
