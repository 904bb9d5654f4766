// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaDriver
import LoRaPHY
import MailCodec

/// What is handed over in a simulation, by whom and when.
struct SimulationPlan {
  /// Something that will be handed over.
  struct Arrival {
    var at: Instant
    var from: Int
    var to: [Int]
    var content: Content

    enum Content {
      case message([UInt8])
      case frame(bytes: Int)
    }
  }

  /// In the order of time.
  private(set) var arrivals: [Arrival] = []
  private var random: SplitMix64

  /// Draws the plan; `files` gives the bytes of the mails that the scenario names.
  ///
  /// - Throws: whatever `files` throws.
  init(_ scenario: Scenario, random: SplitMix64, files: (String) throws -> [UInt8]) throws {
    self.random = random
    var codec: MailCodec?
    for message in scenario.messages {
      let payload: [UInt8]
      switch message.content {
      case .random(let bytes): payload = randomBytes(bytes)
      case .mail(let file):
        let known = codec ?? MailCodec()
        codec = known
        payload = known.pack(envelope: [], mail: try files(file)).bytes
      }
      arrivals.append(
        Arrival(at: message.at, from: message.from, to: message.to, content: .message(payload)))
    }
    if let duration = scenario.duration {
      for traffic in scenario.traffic { plan(traffic, until: duration) }
    }
    arrivals.sort { ($0.at, $0.from) < ($1.at, $1.from) }
  }

  private mutating func plan(_ traffic: Scenario.Traffic, until duration: Duration) {
    var at = Instant.zero
    while true {
      let fraction = Double.random(in: Double.leastNonzeroMagnitude..<1, using: &random)
      at = at + traffic.meanInterval * -ElementaryFunctions.log(fraction)
      guard at - .zero < duration else { return }
      switch traffic.kind {
      case .mail:
        for receiver in traffic.to {
          let content = Arrival.Content.message(randomBytes(traffic.bytes))
          arrivals.append(Arrival(at: at, from: traffic.from, to: [receiver], content: content))
        }
      case .unacknowledged:
        arrivals.append(
          Arrival(
            at: at, from: traffic.from, to: traffic.to, content: .frame(bytes: traffic.bytes)))
      }
    }
  }

  private mutating func randomBytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
  }
}

extension Scenario {
  /// Where each gateway stands in one world: scattered ones evenly over their disk.
  package func scattered(using random: inout SplitMix64) -> [StationSite] {
    zip(sites, scatterMetres).map { site, radius in
      guard let radius else { return site }
      var site = site
      while true {
        let x = Double.random(in: -1...1, using: &random)
        let y = Double.random(in: -1...1, using: &random)
        guard x * x + y * y <= 1 else { continue }
        site.position.x += x * radius
        site.position.y += y * radius
        return site
      }
    }
  }
}
