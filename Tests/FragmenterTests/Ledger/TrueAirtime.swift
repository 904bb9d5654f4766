// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What was really on the air, in true time: the oracle, which knows nothing of any ledger.
struct TrueAirtime {
  struct Transmission {
    var start: Int64
    var end: Int64
  }

  /// All transmissions by their start; they do not overlap.
  private(set) var transmissions: [Transmission] = []
  /// Airtime before each transmission.
  private var before: [Int64] = []
  private(set) var total: Int64 = 0

  mutating func add(start: Int64, end: Int64) {
    transmissions.append(Transmission(start: start, end: end))
    before.append(total)
    total += end - start
  }

  /// The most airtime inside any window of the given length.
  ///
  /// Airtime inside a sliding window rises and falls in straight lines; it turns only where an
  /// edge of the window meets an edge of a transmission. So those places are all that matter.
  func worst(window: Int64) -> Int64 {
    transmissions.reduce(0) { worst, transmission in
      let edges = [transmission.start, transmission.end]
      return edges.reduce(worst) { worst, edge in
        max(worst, until(edge + window) - until(edge), until(edge) - until(edge - window))
      }
    }
  }

  /// The same by the plainest sum there is.
  func plainWorst(window: Int64) -> Int64 {
    let edges = transmissions.flatMap { [$0.start, $0.end] }
    return (edges + edges.map { $0 - window }).reduce(0) { worst, left in
      let inside = transmissions.reduce(0) { sum, transmission in
        sum + max(min(transmission.end, left + window) - max(transmission.start, left), 0)
      }
      return max(worst, inside)
    }
  }

  /// The least airtime in any of the hours from the second to the last full one.
  func leastInFullHours(until end: Int64) -> Int64 {
    let hour: Int64 = 3_600_000_000
    return stride(from: hour, through: end - hour, by: Int(hour)).reduce(.max) { least, start in
      min(least, until(start + hour) - until(start))
    }
  }

  /// The shortest silence between transmissions.
  var shortestPause: Int64 {
    zip(transmissions, transmissions.dropFirst()).reduce(.max) { min($0, $1.1.start - $1.0.end) }
  }

  /// Airtime from the beginning to the given time.
  func until(_ time: Int64) -> Int64 {
    var low = 0
    var high = transmissions.count
    while low < high {
      let middle = (low + high) / 2
      if transmissions[middle].start < time { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return 0 }
    return before[low - 1] + min(transmissions[low - 1].end, time) - transmissions[low - 1].start
  }
}
