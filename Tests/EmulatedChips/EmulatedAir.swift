// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaDriver
package import LoRaPHY

/// Emulated chips on one simulated air; pure, so that virtual and real time are both possible.
package struct EmulatedAir: Sendable {
  private var air: SimulatedAir
  private var chips: [any EmulatedChip] = []
  private var stations: [StationID] = []
  private var tuned: [Instant?] = []
  private var flights: [(sender: Int?, frame: ChipFrame)] = []
  private var carriers: [UInt32] = []
  /// All frames that chips have begun, and which.
  package private(set) var sent: [(chip: Int, frame: ChipFrame)] = []

  /// An air without chips.
  package init(seed: UInt64, loss: Double = 0) {
    air = SimulatedAir(loss: .independent(loss), seed: seed)
  }

  /// Puts a chip on the air; its number.
  package mutating func add(_ chip: any EmulatedChip) -> Int {
    chips.append(chip)
    stations.append(air.join(tunedTo: Self.nowhere, at: .zero))
    tuned.append(nil)
    return chips.count - 1
  }

  private static let nowhere = RadioChannel(
    frequency: Frequency(hertz: 1), modulation: EmulatedSX1276().modulation)

  /// Reads or changes a chip.
  package subscript(chip: Int) -> any EmulatedChip {
    get { chips[chip] }
    set { chips[chip] = newValue }
  }

  /// Does something with a chip, at a time.
  package mutating func with<Result>(
    _ chip: Int, at now: Instant, _ body: (inout any EmulatedChip) -> Result
  ) -> Result {
    advance(to: now)
    chips[chip].advance(to: now)
    let result = body(&chips[chip])
    follow(chip, at: now)
    return result
  }

  /// Puts a frame on the air from nowhere, such as a station that is no chip; strong, never lost.
  package mutating func inject(_ frame: ChipFrame) {
    advance(to: frame.start)
    flights.append((nil, frame))
    for index in chips.indices { chips[index].hear(frame, at: frame.start) }
  }

  // MARK: - Time

  /// When something happens by itself.
  package var nextEvent: Instant? {
    let injected = flights.filter { $0.sender == nil }.map(\.frame.end)
    return (chips.compactMap(\.nextEvent) + [air.nextDeadline].compactMap(\.self) + injected).min()
  }

  /// Lets the time pass.
  package mutating func advance(to time: Instant) {
    while let next = nextEvent, next <= time {
      deliver(at: next)
      for index in chips.indices {
        chips[index].isChannelBusy = isBusy(at: index, now: next)
        chips[index].advance(to: next)
        follow(index, at: next)
      }
    }
  }

  private func isBusy(at chip: Int, now: Instant) -> Bool {
    let mine = chips[chip].modulation
    return flights.contains { sender, frame in
      sender != chip && frame.modulation.spreadingFactor == mine.spreadingFactor
        && frame.modulation.bandwidth == mine.bandwidth && frame.start < now && now < frame.end
        && abs(frame.hertz - chips[chip].carrier) < 1e6 / Double(mine.bandwidth.chipMicroseconds)
    }
  }

  /// Frames that end now; those of chips by the rules of the simulated air.
  private mutating func deliver(at now: Instant) {
    let received = air.advance(to: now).compactMap { event -> (StationID, ReceivedFrame)? in
      guard case .received(let station, let frame) = event else { return nil }
      return (station, frame)
    }
    for (sender, frame) in flights where frame.end <= now {
      for index in chips.indices where index != sender {
        let report = received.first {
          $0.0 == stations[index] && $0.1.at == frame.end && $0.1.bytes == frame.bytes
        }
        if let report {
          var frame = frame
          (frame.snr, frame.rssi) = (report.1.snr, report.1.rssi)
          chips[index].receive(frame, at: now)
        } else if sender == nil {
          chips[index].receive(frame, at: now)
        } else if chips[index].isLocked(on: frame) {
          chips[index].lose(at: now)
        }
      }
    }
    flights.removeAll { $0.frame.end <= now }
  }

  /// What a chip has begun or left goes to the air.
  private mutating func follow(_ index: Int, at now: Instant) {
    let station = stations[index]
    if chips[index].isBrokenOff {
      chips[index].noteBrokenOff()
      air.leave(station, at: now)
      stations[index] = air.join(tunedTo: Self.nowhere, at: now)
      for other in chips.indices where other != index {
        for flight in flights
        where flight.sender == index && chips[other].isLocked(on: flight.frame) {
          chips[other].lose(at: now)
        }
      }
      flights.removeAll { $0.sender == index }
    }
    for frame in chips[index].takeEmissions() {
      sent.append((index, frame))
      air.tune(stations[index], to: channel(frame.hertz, frame.modulation), at: now)
      // A chip in the middle of a frame cannot begin another one.
      guard (try? air.transmit(stations[index], frame: frame.bytes, at: now)) != nil else {
        continue
      }
      flights.append((index, frame))
      for other in chips.indices where other != index { chips[other].hear(frame, at: now) }
    }
    let since = chips[index].receivingSince
    guard since != tuned[index] else { return }
    tuned[index] = since
    guard since != nil else { return }
    let chip = chips[index]
    air.tune(stations[index], to: channel(chip.listeningCarrier, chip.modulation), at: now)
  }

  /// The simulated air knows exact frequencies only: those close together are made one.
  private mutating func channel(_ hertz: Double, _ modulation: Modulation) -> RadioChannel {
    let width = 1_000_000 / Double(modulation.bandwidth.chipMicroseconds)
    let known = carriers.first { abs(Double($0) - hertz) <= width / 4 }
    let carrier = known ?? UInt32(hertz.rounded())
    if known == nil { carriers.append(carrier) }
    return RadioChannel(frequency: Frequency(hertz: carrier), modulation: modulation)
  }
}

extension EmulatedSX1276 {
  /// Whether this is the frame coming in.
  package func isLocked(on frame: ChipFrame) -> Bool {
    incoming.map { $0.start == frame.start && $0.bytes == frame.bytes } ?? false
  }
}
