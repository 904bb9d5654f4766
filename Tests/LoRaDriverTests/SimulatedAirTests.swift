// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import LoRaPHY
import Testing

struct SimulatedAirTests {
  private let frame: [UInt8] = Array(0..<50)
  private let late = Instant.ms(1_000_000)

  /// The stations that received something, in order.
  private func receivers(_ events: [AirEvent]) -> [StationID] {
    events.compactMap { event in
      guard case .received(let station, _) = event else { return nil }
      return station
    }
  }

  @Test func `a frame ends after exactly its time on air`() throws {
    for factor in SpreadingFactor.allCases {
      var air = SimulatedAir(loss: .independent(0), seed: 1)
      let channel = RadioChannel.test(factor)
      let sender = air.join(tunedTo: channel, at: .zero)
      let receiver = air.join(tunedTo: channel, at: .zero)
      let end = try air.transmit(sender, frame: frame, at: .ms(7))
      #expect(end - .ms(7) == channel.modulation.timeOnAir(payloadBytes: frame.count))
      #expect(air.nextDeadline == end)
      #expect(air.advance(to: end - .microseconds(1)).isEmpty)
      let received = ReceivedFrame(
        bytes: frame, snr: SNR(decibels: 10), rssi: RSSI(dBm: -107), channel: channel, at: end)
      #expect(
        air.advance(to: end) == [.transmitted(sender, at: end), .received(receiver, received)])
      #expect(air.nextDeadline == nil)
      #expect(air.counters.airtime == end - .ms(7))
    }
  }

  @Test func `who sends hears nothing meanwhile, even elsewhere`() throws {
    for other in [RadioChannel.test(), .test(.sf9), .test(hertz: 869_525_000)] {
      var air = SimulatedAir(loss: .independent(0), seed: 1)
      let sender = air.join(tunedTo: .test(), at: .zero)
      let busy = air.join(tunedTo: other, at: .zero)
      _ = try air.transmit(busy, frame: [1], at: .zero)
      air.tune(busy, to: .test(), at: .zero)
      _ = try air.transmit(sender, frame: frame, at: .ms(1))
      #expect(receivers(air.advance(to: late)).isEmpty)
      #expect(air.counters(of: busy)?.deaf == 1)
    }
  }

  @Test func `frames that overlap by a microsecond destroy each other`() throws {
    for (gap, heard) in [(-1, 0), (0, 2)] {
      var air = SimulatedAir(loss: .independent(0), seed: 1)
      let stations = (0..<3).map { _ in air.join(tunedTo: .test(), at: .zero) }
      let end = try air.transmit(stations[0], frame: frame, at: .zero)
      _ = try air.transmit(stations[1], frame: frame, at: end + .microseconds(gap))
      let events = air.advance(to: late)
      #expect(receivers(events).count { $0 == stations[2] } == heard)
      #expect(air.counters(of: stations[2])?.collided == 2 - heard)
    }
  }

  @Test(arguments: [
    RadioChannel.test(.sf8), .test(bandwidth: .kHz250), .test(hertz: 868_300_000),
  ])
  func `other spreading factors, bandwidths and frequencies do not interact`(
    other: RadioChannel
  ) throws {
    var air = SimulatedAir(loss: .independent(0), seed: 1)
    let here = (0..<2).map { _ in air.join(tunedTo: .test(), at: .zero) }
    let there = (0..<2).map { _ in air.join(tunedTo: other, at: .zero) }
    _ = try air.transmit(here[0], frame: frame, at: .zero)
    #expect(air.activity(at: here[1], now: .ms(20)) == .busy)
    #expect(air.activity(at: there[1], now: .ms(20)) == .clear)
    _ = try air.transmit(there[0], frame: frame, at: .ms(1))
    #expect(Set(receivers(air.advance(to: late))) == [here[1], there[1]])
    #expect(air.counters.collided == 0)
  }

  @Test func `activity is noticed from the second symbol to the end, but not one's own`() throws {
    var air = SimulatedAir(loss: .independent(0), seed: 1)
    let sender = air.join(tunedTo: .test(), at: .zero)
    let listener = air.join(tunedTo: .test(), at: .zero)
    let end = try air.transmit(sender, frame: frame, at: .zero)
    let second = Instant.zero + RadioChannel.test().modulation.symbolDuration
    #expect(air.activity(at: listener, now: second - .microseconds(1)) == .clear)
    #expect(air.activity(at: listener, now: second) == .busy)
    #expect(air.activity(at: listener, now: end - .microseconds(1)) == .busy)
    #expect(air.activity(at: listener, now: end) == .clear)
    #expect(air.activity(at: sender, now: second) == .clear)
  }

  @Test(arguments: [0.01, 0.1, 0.5])
  func `losses are as frequent as the model says`(probability: Double) throws {
    let seed = UInt64.random(in: 0 ... .max)
    var air = SimulatedAir(loss: .independent(probability), seed: seed)
    let sender = air.join(tunedTo: .test(), at: .zero)
    _ = air.join(tunedTo: .test(), at: .zero)
    var now = Instant.zero
    let frames = 100_000
    for _ in 0..<frames {
      now = try air.transmit(sender, frame: [1], at: now)
      _ = air.advance(to: now)
    }
    let sigma = (Double(frames) * probability * (1 - probability)).squareRoot()
    let deviation = Double(air.counters.lost) - Double(frames) * probability
    #expect(abs(deviation) < 4 * sigma, "seed \(seed), \(air.counters.lost) lost")
    #expect(air.counters.lost + air.counters.delivered == frames)
  }

  @Test func `nothing is lost at 0 and everything at 1`() throws {
    for (probability, delivered) in [(0.0, 100), (1.0, 0)] {
      var air = SimulatedAir(loss: .independent(probability), seed: 3)
      let sender = air.join(tunedTo: .test(), at: .zero)
      _ = air.join(tunedTo: .test(), at: .zero)
      var now = Instant.zero
      for _ in 0..<100 {
        now = try air.transmit(sender, frame: [1], at: now)
        _ = air.advance(to: now)
      }
      #expect(air.counters.delivered == delivered)
      #expect(air.counters.lost == 100 - delivered)
    }
  }

  @Test func `the same seed gives the same world, another seed another`() throws {
    func world(seed: UInt64) throws -> [AirEvent] {
      var air = SimulatedAir(loss: .independent(0.3), seed: seed)
      var dice = SplitMix64(seed: 99)
      let stations = (0..<5).map { _ in air.join(tunedTo: .test(), at: .zero) }
      var events: [AirEvent] = []
      var now = Instant.zero
      for _ in 0..<2_000 {
        now = now + .microseconds(Int64.random(in: 0...100_000, using: &dice))
        events += air.advance(to: now)
        let station = stations[Int.random(in: 0..<5, using: &dice)]
        do throws(AirError) {
          _ = try air.transmit(station, frame: [UInt8(truncatingIfNeeded: dice.next())], at: now)
        } catch {
          guard case .stillTransmitting = error else { throw error }
        }
      }
      return events
    }
    let first = try world(seed: 7)
    #expect(try world(seed: 7) == first)
    #expect(try world(seed: 8) != first)
  }

  @Test func `who tunes in during a frame hears nothing of it`() throws {
    var air = SimulatedAir(loss: .independent(0), seed: 1)
    let sender = air.join(tunedTo: .test(), at: .zero)
    let faithful = air.join(tunedTo: .test(), at: .zero)
    let returning = air.join(tunedTo: .test(), at: .zero)
    let away = air.join(tunedTo: .test(.sf9), at: .zero)
    _ = try air.transmit(sender, frame: frame, at: .ms(1))
    _ = air.join(tunedTo: .test(), at: .ms(2))
    air.tune(returning, to: .test(.sf9), at: .ms(2))
    air.tune(returning, to: .test(), at: .ms(3))
    air.tune(away, to: .test(), at: .ms(3))
    #expect(receivers(air.advance(to: late)) == [faithful])
    let end = try air.transmit(sender, frame: frame, at: late)
    #expect(receivers(air.advance(to: end)).count == 4)
  }

  @Test func `a frame whose sender leaves is received by nobody, but has disturbed others`() throws
  {
    var air = SimulatedAir(loss: .independent(0), seed: 1)
    let stations = (0..<3).map { _ in air.join(tunedTo: .test(), at: .zero) }
    _ = try air.transmit(stations[0], frame: frame, at: .zero)
    let end = try air.transmit(stations[1], frame: frame, at: .ms(5))
    air.leave(stations[0], at: .ms(10))
    #expect(air.advance(to: late) == [.transmitted(stations[1], at: end)])
    #expect(air.counters(of: stations[0]) == nil)
    #expect(air.counters(of: stations[2])?.collided == 1)
  }

  @Test func `a frame that ended before its sender left is received`() throws {
    var air = SimulatedAir(loss: .independent(0), seed: 1)
    let sender = air.join(tunedTo: .test(), at: .zero)
    let receiver = air.join(tunedTo: .test(), at: .zero)
    let end = try air.transmit(sender, frame: frame, at: .zero)
    air.leave(sender, at: end)
    #expect(receivers(air.advance(to: end)) == [receiver])
  }

  @Test func `what cannot be sent is refused`() throws {
    var air = SimulatedAir(loss: .independent(0), seed: 1)
    let sender = air.join(tunedTo: .test(), at: .zero)
    #expect(throws: AirError.frameBytes(0)) { try air.transmit(sender, frame: [], at: .zero) }
    let long = [UInt8](repeating: 0, count: 256)
    #expect(throws: AirError.frameBytes(256)) { try air.transmit(sender, frame: long, at: .zero) }
    let end = try air.transmit(sender, frame: frame, at: .zero)
    #expect(throws: AirError.stillTransmitting(until: end)) {
      try air.transmit(sender, frame: [1], at: end - .microseconds(1))
    }
    air.leave(sender, at: end)
    #expect(throws: AirError.unknownStation) { try air.transmit(sender, frame: [1], at: end) }
  }
}
