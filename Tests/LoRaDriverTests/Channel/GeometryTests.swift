// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import LoRaDriver
import LoRaPHY
import Testing

/// Places, path loss, shadowing, fading, noise and crystals.
struct GeometryTests {
  private let frequency = Frequency(hertz: 868_000_000)

  private func site(metres: Double, height: Double = 2) -> StationSite {
    StationSite(position: Position(x: metres), antennaHeightMetres: height)
  }

  @Test func `path losses are those of the books`() {
    let here = site(metres: 0)
    func loss(_ model: PathLoss, _ metres: Double) -> Double {
      model.decibels(from: here, to: site(metres: metres), frequency: frequency)
    }
    #expect(abs(loss(.freeSpace, 1_000) - 91.22) < 0.01)
    #expect(abs(loss(.freeSpace, 2_000) - loss(.freeSpace, 1_000) - 6.0206) < 1e-4)
    #expect(abs(loss(LoRaSimRules.pathLoss, 40) - 127.41) < 1e-9)
    #expect(abs(loss(LoRaSimRules.pathLoss, 400) - 148.21) < 1e-9)
    // Crossover of 2 m and 2 m at 868 MHz: 145.5 m.
    #expect(loss(.twoRay, 145) == loss(.freeSpace, 145))
    #expect(abs(loss(.twoRay, 145.6) - loss(.freeSpace, 145.6)) < 0.02)
    #expect(abs(loss(.twoRay, 10_000) - loss(.twoRay, 1_000) - 40) < 1e-9)
    #expect(abs(loss(.twoRay, 1_000) - (120 - 20 * log10(4))) < 1e-9)
    for model in [PathLoss.freeSpace, .twoRay, LoRaSimRules.pathLoss] {
      #expect(loss(model, 0) == loss(model, 0.5))
      #expect(loss(model, 0).isFinite)
    }
  }

  private func world(
    _ channel: PhysicalChannel, sender: StationSite, receiver: StationSite, frames: Int,
    seed: UInt64, tuned: RadioChannel = .test(.sf9)
  ) throws -> (frames: [ReceivedFrame], air: SimulatedAir) {
    var air = SimulatedAir(model: .physical(channel), seed: seed)
    let from = air.join(tunedTo: tuned, site: sender, at: .zero)
    _ = air.join(tunedTo: tuned, site: receiver, at: .zero)
    var received: [ReceivedFrame] = []
    var now = Instant.zero
    for _ in 0..<frames {
      now = try air.transmit(from, frame: [UInt8](repeating: 0, count: 100), at: now)
      for case .received(_, let frame) in air.advance(to: now) { received.append(frame) }
      now = now + .seconds(1)
    }
    return (received, air)
  }

  @Test func `strength and signal to noise ratio are reported as computed`() throws {
    var sender = site(metres: 1_000)
    sender.eirpDBm = 10
    var receiver = site(metres: 0)
    receiver.receiveGainDecibels = 3
    receiver.noiseFigureDecibels = 5
    let frame = try #require(
      world(PhysicalChannel(), sender: sender, receiver: receiver, frames: 1, seed: 1)
        .frames.first)
    // 868.1 MHz over 1 km: 91.22 dB; noise in 125 kHz: -123.03 dBm.
    #expect(abs(frame.rssi.dBm - (10 + 3 - 91.22)) < 0.02)
    #expect(abs(frame.snr.decibels - frame.rssi.dBm - (123.03 - 5)) < 0.01)
  }

  @Test(arguments: [-15.5, -14.5, -13.5])
  func `a world loses as many frames as the packet error model says`(snr: Double) throws {
    let seed = UInt64.random(in: 0 ... .max)
    let modulation = RadioChannel.test(.sf9).modulation
    let model = PacketErrorModel(modulation: modulation, payloadBytes: 100)
    let noise = -174 + 6 + 10 * log10(125_000.0)
    let cable = PathLoss.logDistance(
      exponent: 0, referenceMetres: 1, referenceLossDecibels: 0)
    let frames = try world(
      PhysicalChannel(pathLoss: cable), sender: StationSite(eirpDBm: noise + snr),
      receiver: StationSite(), frames: 4_000, seed: seed
    ).frames
    let expected = 1 - model.packetError(at: SNR(decibels: snr))
    let share = Double(frames.count) / 4_000
    #expect(abs(share - expected) < 0.04, "seed \(seed): \(share), \(expected)")
  }

  @Test func `shadowing is fixed for a link, alike both ways, and as wide as it should be`()
    throws
  {
    let seed = UInt64.random(in: 0 ... .max)
    let channel = PhysicalChannel(shadowingDecibels: 8)
    var air = SimulatedAir(model: .physical(channel), seed: seed)
    let stations = (0..<40).map { _ in air.join(tunedTo: .test(), at: .zero) }
    let sites = site(metres: 100)
    let reference = air.join(tunedTo: .test(), site: sites, at: .zero)
    var strengths: [StationID: [Double]] = [:]
    var now = Instant.zero
    for round in 0..<2 {
      now = try air.transmit(reference, frame: [1], at: now)
      for case .received(let station, let frame) in air.advance(to: now) {
        strengths[station, default: []].append(frame.rssi.dBm)
      }
      for station in stations where round == 0 {
        now = try air.transmit(station, frame: [1], at: now)
        for case .received(reference, let frame) in air.advance(to: now) {
          strengths[station, default: []].append(frame.rssi.dBm)
        }
      }
    }
    let lists = stations.compactMap { strengths[$0] }
    #expect(lists.count == stations.count, "seed \(seed)")
    #expect(lists.allSatisfy { $0.count == 3 && ($0.max() ?? 0) - ($0.min() ?? 1) < 1e-9 })
    let values = lists.compactMap(\.first)
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    #expect((3.5...14).contains(variance.squareRoot()), "seed \(seed): \(variance)")
  }

  @Test func `fading is 1 in the mean, deep at times, and gone with a strong direct path`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    func powers(riceFactor: Double) throws -> [Double] {
      let fading = BlockFading(coherence: .seconds(60), riceFactor: riceFactor)
      var sender = site(metres: 100)
      sender.eirpDBm = 30
      let frames = try world(
        PhysicalChannel(fading: fading), sender: sender, receiver: site(metres: 0),
        frames: 60_000, seed: seed
      ).frames
      let loss = PathLoss.freeSpace.decibels(
        from: sender, to: site(metres: 0), frequency: Frequency(hertz: 868_100_000))
      return frames.map { pow(10, ($0.rssi.dBm - 30 + loss) / 10) }
    }
    let rayleigh = try powers(riceFactor: 0)
    let mean = rayleigh.reduce(0, +) / Double(rayleigh.count)
    #expect(abs(mean - 1) < 0.12, "seed \(seed): \(mean)")
    let deep = Double(rayleigh.count { $0 < 0.1 }) / Double(rayleigh.count)
    #expect(abs(deep - (1 - exp(-0.1))) < 0.05, "seed \(seed): \(deep)")
    let direct = try powers(riceFactor: 10_000)
    #expect(direct.allSatisfy { abs($0 - 1) < 0.1 }, "seed \(seed)")
  }

  @Test func `fading quicker than a frame is averaged in it, however quick`() throws {
    for coherence in [Duration.microseconds(1), .milliseconds(3), .zero] {
      let frames = try world(
        PhysicalChannel(fading: BlockFading(coherence: coherence)), sender: site(metres: 100),
        receiver: site(metres: 0), frames: 50, seed: 2
      ).frames
      #expect(frames.count == 50, "\(coherence)")
      let strengths = frames.map(\.rssi.dBm)
      #expect((strengths.max() ?? 0) - (strengths.min() ?? -99) < 3, "\(coherence)")
    }
  }

  @Test func `crystals a quarter of the bandwidth apart do not hear each other`() throws {
    // 31.25 kHz of 868.1 MHz are 36 ppm.
    for (sender, receiver, heard) in [(17.9, -17.9, 1), (18.1, -18.1, 0), (40.0, 40.0, 1)] {
      var from = site(metres: 100)
      from.crystalPPM = sender
      var to = site(metres: 0)
      to.crystalPPM = receiver
      let (frames, air) = try world(
        PhysicalChannel(), sender: from, receiver: to, frames: 1, seed: 1)
      #expect(frames.count == heard, "\(sender) \(receiver)")
      #expect(air.counters.outOfReach == 1 - heard)
    }
  }

  @Test func `what is too far is out of reach, and comes into it by moving`() throws {
    var air = SimulatedAir(model: .physical(PhysicalChannel(pathLoss: .twoRay)), seed: 1)
    let sender = air.join(tunedTo: .test(), site: site(metres: 200_000), at: .zero)
    let receiver = air.join(tunedTo: .test(), at: .zero)
    let end = try air.transmit(sender, frame: [1], at: .zero)
    #expect(air.advance(to: end).count == 1)
    #expect(air.counters(of: receiver)?.outOfReach == 1)
    air.place(sender, at: site(metres: 500))
    let second = try air.transmit(sender, frame: [1], at: end)
    #expect(air.advance(to: second).count == 2)
  }
}
