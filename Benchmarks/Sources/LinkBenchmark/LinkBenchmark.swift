// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Prints what the link costs beside its goals; counts airtime before seconds.
@main enum LinkBenchmark {
  /// Total airtime in seconds at most, SF7/125 kHz, session open, both sides counted.
  static let goals: [(bytes: Int, airtimeByLoss: [Double: Double])] = [
    (100, [0: 0.242, 0.1: 0.282, 0.3: 0.421]),
    (2000, [0: 3.41, 0.1: 3.83, 0.3: 5.07]),
    (10_000, [0: 16.60, 0.1: 18.55, 0.3: 24.09]),
    (50_000, [0: 82.3, 0.1: 91.6, 0.3: 118.3]),
  ]

  static func main() throws {
    print("Airtime of one message, SF7/125 kHz 4/5, both sides, session open")
    print(row(["bytes", "loss", "airtime s", "goal s", "ratio", "done s", "receiver"]))
    for (bytes, airtimes) in goals {
      for (loss, goal) in airtimes.sorted(by: { $0.key < $1.key }) {
        let runs = loss == 0 ? 20 : max(200, 4_000_000 / max(bytes, 200))
        let result = try Measurement(bytes: bytes, loss: loss, runs: runs)
        print(
          row([
            "\(bytes)", "\(Int((loss * 100).rounded())) %", decimals(result.airtimeSeconds, 3),
            decimals(goal, 3), decimals(result.airtimeSeconds / goal, 3),
            decimals(result.completionSeconds, 3),
            decimals(result.receiverShare * 100, 2) + " %",
          ]))
      }
    }
  }

  private static func row(_ cells: [String]) -> String {
    cells.map { String(repeating: " ", count: max(0, 10 - $0.count)) + $0 }.joined()
  }

  private static func decimals(_ value: Double, _ places: Int) -> String {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let whole = Int((value * scale).rounded())
    let digits = String(whole % Int(scale))
    let fraction = String(repeating: "0", count: places - digits.count) + digits
    return "\(whole / Int(scale)).\(fraction)"
  }
}
