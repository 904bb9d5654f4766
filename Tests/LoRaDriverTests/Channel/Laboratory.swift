// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import LoRaPHY

/// Transmitters cabled to one receiver through attenuators: signal to noise ratios as wished.
struct Laboratory {
  var air: SimulatedAir
  let receiver: StationID
  private let channel: RadioChannel
  private let noiseDBm: Double

  init(
    _ channel: RadioChannel, seed: UInt64, fading: BlockFading? = nil,
    activity: ActivityDetection = ActivityDetection()
  ) {
    let cables = PathLoss.logDistance(
      exponent: 0, referenceMetres: 1, referenceLossDecibels: 0)
    let physical = PhysicalChannel(
      pathLoss: cables, fading: fading, activityDetection: activity)
    air = SimulatedAir(model: .physical(physical), seed: seed)
    self.channel = channel
    let width = Double(channel.modulation.bandwidth.rawValue)
    noiseDBm = -174 + 6 + 10 * ElementaryFunctions.log(width) / ElementaryFunctions.log(10)
    receiver = air.join(tunedTo: channel, at: .zero)
  }

  /// A transmitter that arrives with this signal to noise ratio.
  mutating func transmitter(
    snr: Double, channel other: RadioChannel? = nil, crystalPPM: Double = 0
  ) -> StationID {
    air.join(
      tunedTo: other ?? channel,
      site: StationSite(eirpDBm: noiseDBm + snr, crystalPPM: crystalPPM), at: .zero)
  }

  /// Lets transmitters send at instants, in any order; what the receiver received.
  ///
  /// A frame's bytes are the place of its sender in the list.
  mutating func run(
    _ frames: [(from: StationID, bytes: Int, at: Instant)]
  ) throws -> [ReceivedFrame] {
    var received: [ReceivedFrame] = []
    for frame in frames.sorted(by: { $0.at < $1.at }) {
      received += heard(air.advance(to: frame.at))
      let sender = frames.firstIndex { $0.from == frame.from } ?? 0
      let bytes = [UInt8](repeating: UInt8(sender), count: frame.bytes)
      _ = try air.transmit(frame.from, frame: bytes, at: frame.at)
    }
    while let end = air.nextDeadline { received += heard(air.advance(to: end)) }
    return received
  }

  private func heard(_ events: [AirEvent]) -> [ReceivedFrame] {
    events.compactMap { event in
      guard case .received(receiver, let frame) = event else { return nil }
      return frame
    }
  }
}
