// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY

/// The link on a simulated radio, with nothing above it: what arrives is stored at once.
struct BenchmarkUser: RadioUser {
  var station: LinkStation
  var confirmed = 0
  var arrivedBytes = 0
  private var last: OutboundMessage?

  init(station: LinkStation) { self.station = station }

  var nextDeadline: Instant? { station.nextDeadline }

  mutating func handle(_ event: RadioUserEvent, at now: Instant) -> [RadioCommand] {
    switch event {
    case .received(let frame): perform(.received(frame.bytes, snr: frame.snr), at: now)
    case .transmitted: perform(.transmitted, at: now)
    case .sensed(.clear): perform(.sensed(.clear), at: now)
    case .sensed(.busy): perform(.sensed(.busy), at: now)
    case .deadline: perform(.deadline, at: now)
    }
  }

  mutating func perform(_ event: LinkEvent, at now: Instant) -> [RadioCommand] {
    if case .submit(let message, _) = event { last = message }
    return station.handle(event, at: now).actions.flatMap { action -> [RadioCommand] in
      switch action {
      case .transmit(let frame): return [.transmit(frame)]
      case .tune(let channel): return [.tune(channel)]
      case .sense: return [.sense]
      case .opened(let message):
        arrivedBytes += message.payload.count
        return perform(.stored(message.peer, message.session, message.number), at: now)
      case .delivered:
        confirmed += 1
        return []
      case .returned(_, let peer):
        return last.map { perform(.submit($0, to: peer), at: now) } ?? []
      }
    }
  }
}
