// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Counts frames outside the link while a simulation runs.
struct UnacknowledgedTally {
  /// By gateway; nil where no such traffic is.
  private(set) var counts: [SimulationReport.Unacknowledged?]
  /// Who each frame is for.
  private var receivers: [[Int]] = []
  /// The frame that each gateway is sending.
  private var onAir: [Int: Int] = [:]

  init(_ scenario: Scenario) {
    counts = scenario.gateways.map { _ in nil }
    for traffic in scenario.traffic where traffic.kind == .unacknowledged {
      for gateway in [traffic.from] + traffic.to {
        counts[gateway] = SimulationReport.Unacknowledged()
      }
    }
  }

  /// A frame for some gateways is handed over; the result is its number.
  mutating func add(to receivers: [Int]) -> Int {
    self.receivers.append(receivers)
    return self.receivers.count - 1
  }

  /// A gateway is about to send a frame.
  mutating func keyed(_ frame: Int, by gateway: Int) { onAir[gateway] = frame }

  /// A gateway may not send a frame.
  mutating func refused(by gateway: Int) { counts[gateway]?.refused += 1 }

  /// A gateway's frame has ended, and these received it; the result is whom it was for.
  mutating func ended(by gateway: Int, received: Set<Int>) -> [Int] {
    counts[gateway]?.sent += 1
    guard let frame = onAir.removeValue(forKey: gateway) else { return [] }
    for receiver in receivers[frame] where received.contains(receiver) {
      counts[gateway]?.delivered += 1
      counts[receiver]?.received += 1
    }
    return receivers[frame]
  }
}
