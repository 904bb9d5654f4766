// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import AllocationCounter
import BenchmarkReport
import Fragmenter
import LoRaDriver

/// What the erasure code asks of the machine: memory first, then seconds.
struct CodingSection: BenchmarkSection {
  let name = "coding"
  private static let symbolBytes = 244

  func run(_ effort: Effort, into report: inout Report) async throws {
    report.begin("Erasure code, symbols of \(Self.symbolBytes) B, 40 % of the source symbols lost")
    // The first run pays for tables that are made once.
    _ = try Self.measure(count: 10)
    let few = try Self.measure(count: 350)
    let tries = try (0..<effort.runs(5, proof: 20)).map { _ in try Self.measure(count: 700) }
    guard let many = tries.min(by: { $0.decoding.seconds < $1.decoding.seconds }) else { return }
    report.row(
      "allocations for each further symbol, encoding",
      (many.encoding.allocations - few.encoding.allocations) / 350, .atMost(0), .count)
    report.row(
      "allocations for each further symbol, decoding",
      (many.decoding.allocations - few.decoding.allocations) / 350, .atMost(0), .count)
    report.row(
      "one repair symbol of 700", many.encoding.seconds / 700, .atMost(0.001), .milliseconds)
    report.row("decoding 700 symbols", many.decoding.seconds, .atMost(0.1), .milliseconds)
  }

  private struct Work {
    var allocations = 0.0
    var seconds = 0.0
  }

  /// Makes as many repair symbols as source symbols; rebuilds the message of what is left.
  private static func measure(count: Int) throws -> (encoding: Work, decoding: Work) {
    var random = SplitMix64(seed: UInt64(count))
    let message = (0..<count * symbolBytes).map { _ in UInt8.random(in: 0...255, using: &random) }
    let encoder = try RepairEncoder(message: message, symbolBytes: symbolBytes)
    var frame: [UInt8] = []
    frame.reserveCapacity(symbolBytes)
    let encoding = try work {
      for esi in count..<2 * count {
        frame.removeAll(keepingCapacity: true)
        try encoder.appendSymbol(esi: esi, to: &frame)
      }
    }
    // Two of five are lost, spread over the message.
    let kept = (0..<count).filter { $0 % 5 != 1 && $0 % 5 != 3 }
    let arrivals = try (kept + Array(count..<2 * count - kept.count + 8)).map {
      ReceivedSymbol(esi: $0, bytes: try encoder.symbol(esi: $0))
    }
    var decoder = try SymbolDecoder(symbolBytes: symbolBytes)
    var rebuilt: [UInt8]?
    let decoding = try work {
      try decoder.setSourceCount(count)
      for symbol in arrivals { _ = decoder.insert(esi: symbol.esi, symbol: symbol.bytes) }
      rebuilt = decoder.message()
    }
    guard rebuilt == message else { throw BenchmarkError.wrongDecode }
    return (encoding, decoding)
  }

  private static func work(_ body: () throws -> Void) rethrows -> Work {
    let (memory, time) = (allocation_count(), ProcessorTime.seconds)
    try body()
    let seconds = ProcessorTime.seconds - time
    return Work(allocations: Double(allocation_count() - memory), seconds: seconds)
  }
}
