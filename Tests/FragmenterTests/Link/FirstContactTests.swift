// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Testing

/// How soon gateways meet that never met, and what those who did suffer from one that is away.
///
/// Each seed begins at another place of the schedule of listening.
@Suite struct FirstContactTests {
  private static let seeds: ClosedRange<UInt64> = 1...(Proof.isAsked ? 1000 : 100)

  private static func row(
    stations: Int, loss: Double, seed: UInt64,
    configure: (_ parameters: inout LinkParameters, _ index: Int) -> Void = { _, _ in }
  ) throws -> LinkPair {
    var row = try LinkPair(
      loss: loss, seed: seed, stations: stations,
      spreadingFactors: SpreadingFactor.allCases.filter { $0 >= .sf7 }, rescue: .sf12,
      configure: configure)
    try row.run(for: .milliseconds(5000 + Int64(seed) * 1373))
    return row
  }

  /// Seconds until a message for the next station is there; ten minutes when it is not.
  private static func seconds(
    from: Int, in row: inout LinkPair, handle: Int64
  ) throws -> Double {
    let start = row.network.now
    let count = row.network.users[from + 1].stored.count
    try row.submit(
      noise(60, seed: UInt64(handle)), from: from, to: from + 1, handle: handle, as: .chat)
    _ = try row.network.run(until: start + .seconds(600)) {
      $0.users[from + 1].stored.count > count
    }
    return (row.network.now - start).seconds
  }

  @Test(arguments: [
    (loss: 0.0, median: 4.0, worst: 40.0), (loss: 0.1, median: 5, worst: 120),
    (loss: 0.3, median: 12, worst: 240),
  ])
  func `two that never met meet soon, also when one has met another`(
    world: (loss: Double, median: Double, worst: Double)
  ) throws {
    var times: [Double] = []
    for seed in Self.seeds {
      var row = try Self.row(stations: 3, loss: world.loss, seed: seed)
      times.append(try Self.seconds(from: 0, in: &row, handle: 1))
      times.append(try Self.seconds(from: 1, in: &row, handle: 2))
      #expect(row.violations.isEmpty)
    }
    times.sort()
    #expect(times[times.count / 2] < world.median, "loss \(world.loss): \(times.suffix(20))")
    #expect(times[times.count - 1] < world.worst, "loss \(world.loss): \(times.suffix(20))")
  }

  @Test func `two that hear each other only at the rescue place meet there`() throws {
    var times: [Double] = []
    for seed in Self.seeds {
      var row = try Self.row(stations: 2, loss: 0, seed: seed)
      row.setSignal(decibels: -13)
      times.append(try Self.seconds(from: 0, in: &row, handle: 1))
      #expect(row.violations.isEmpty)
    }
    times.sort()
    #expect(times[times.count / 2] < 90, "\(times)")
    #expect(times[times.count * 9 / 10] < 300, "\(times.map { Int($0) })")
  }

  @Test func `a peer that never answers does not make the others wait`() throws {
    var times: [Double] = []
    for seed in Self.seeds.prefix(20) {
      var row = try Self.row(stations: 3, loss: 0, seed: seed) { parameters, index in
        if index == 2 { parameters.transmission = .receiveOnly(.amateur(region: "HAM")) }
      }
      // The second has something for the third, and calls it at both places.
      try row.submit(noise(60, seed: seed), from: 1, to: 2, handle: 1000, as: .chat)
      for handle in 1...30 as ClosedRange<Int64> {
        times.append(try Self.seconds(from: 0, in: &row, handle: handle))
        try row.run(for: Duration.seconds(3))
      }
      #expect(row.network.users[1].unfinished.count == 1)
    }
    times.sort()
    #expect(times[times.count / 2] < 1, "\(times.suffix(40))")
    #expect(times[times.count * 9 / 10] < 10, "\(times.suffix(40))")
    #expect(times[times.count - 1] < 90, "\(times.suffix(40))")
  }
}
