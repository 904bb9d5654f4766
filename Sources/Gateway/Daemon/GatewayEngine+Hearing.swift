// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY

extension GatewayEngine {
  /// What the radio hears from now on.
  func heard() -> AsyncStream<HeardFrame> {
    audience.join { number in Task { await self.leave(number) } }
  }

  private func leave(_ number: Int) { audience.leave(number) }

  /// Gives a frame to the link; tells those who listen along what became of it.
  func hear(_ frame: ReceivedFrame) {
    journal.heard(frame)
    let before = core.station.counters
    handle(.received(frame.bytes, snr: frame.snr))
    if core.station.counters.framesReceived != before.framesReceived { wakeCodec() }
    chronicleHeard(frame, isOfPeer: core.station.counters.framesReceived != before.framesReceived)
    guard !audience.isEmpty else { return }
    let age = max(SystemClock.now() - frame.at, .zero)
    var heard = HeardFrame(
      frame, unixSeconds: SystemClock.preciseUnixSeconds() - age.inSeconds, packets: &rnodePackets)
    heard.verdict = .init(before: before, after: core.station.counters)
    if heard.verdict == .authentic { heard.peer = core.lastHeardPeer }
    audience.tell(heard)
  }
}

extension GatewayCore {
  /// The peer whose frame was the last to be authentic.
  var lastHeardPeer: String? {
    let heard = station.links.compactMap { link in link.lastHeard.map { (link.peer, $0.at) } }
    return heard.max { $0.1 < $1.1 }.flatMap { settings.peer($0.0)?.name }
  }
}
