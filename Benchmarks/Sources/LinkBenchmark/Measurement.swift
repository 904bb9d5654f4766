// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY

/// What one message of a size costs at a loss, averaged over many seeds.
struct Measurement {
  let airtimeSeconds: Double
  let completionSeconds: Double
  let receiverShare: Double

  static let channel = RadioChannel(
    frequency: Frequency(hertz: 869_525_000),
    modulation: Modulation(spreadingFactor: .sf7, bandwidth: .kHz125, codingRate: .fourFifths))

  /// Sends `runs` messages one after the other over an open session.
  init(bytes: Int, loss: Double, runs: Int) throws {
    var pair = try Pair(seed: UInt64(bytes) * 1000 + UInt64(loss * 100))
    try pair.send([0])
    pair.network.air.loss = .independent(loss)
    let before = (all: pair.network.air.counters.airtime, receiver: pair.receiverAirtime)
    var completion = Duration.zero
    for run in 0..<runs {
      let start = pair.network.now
      try pair.send([UInt8](repeating: UInt8(truncatingIfNeeded: run), count: bytes))
      completion += pair.network.now - start
    }
    let airtime = (pair.network.air.counters.airtime - before.all).inSeconds
    airtimeSeconds = airtime / Double(runs)
    completionSeconds = completion.inSeconds / Double(runs)
    receiverShare = (pair.receiverAirtime - before.receiver).inSeconds / airtime
  }

  /// Two stations with an open session.
  private struct Pair {
    var network: SimulatedNetwork<BenchmarkUser>
    let peer: PeerKey

    init(seed: UInt64) throws {
      let identities = (1...2).compactMap {
        LinkIdentity(privateKey: [UInt8](repeating: UInt8($0), count: 32))
      }
      guard identities.count == 2 else { throw BenchmarkError.noKeys }
      var parameters = LinkParameters(modulation: channel.modulation)
      parameters.turnaround = .milliseconds(10)
      parameters.commitPatience = .milliseconds(1)
      network = SimulatedNetwork(
        air: SimulatedAir(loss: .independent(0), seed: seed), channel: channel)
      peer = identities[1].publicKey
      for index in 0..<2 {
        _ = network.join(
          BenchmarkUser(
            station: LinkStation(
              identity: identities[index], peers: [identities[1 - index].publicKey],
              parameters: parameters, random: SplitMix64(seed: seed &+ UInt64(index)))))
      }
    }

    var receiverAirtime: Duration { network.users[1].station.counters.airtimeSent }

    mutating func send(_ payload: [UInt8]) throws {
      let expected = network.users[0].confirmed + 1
      let message = OutboundMessage(
        handle: MessageHandle(rawValue: Int64(expected)), messageClass: .normal, payload: payload)
      let peer = peer
      try network.with(0) { user, now in
        ((), user.perform(.submit(message, to: peer), at: now))
      }
      let end = network.now + .seconds(100_000)
      guard try network.run(until: end, or: { $0.users[0].confirmed == expected }) else {
        throw BenchmarkError.stuck
      }
    }
  }
}

enum BenchmarkError: Error { case noKeys, stuck }

extension Duration {
  var inSeconds: Double { Double(wholeMicroseconds) / 1_000_000 }
}
