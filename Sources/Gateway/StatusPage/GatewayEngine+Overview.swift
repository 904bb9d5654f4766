// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY

/// What the status page shows: taken down as it happens, told when asked.
extension GatewayEngine {
  func overview() throws(SpoolError) -> GatewayOverview {
    let now = SystemClock.now()
    let status = try status()
    let queue = try queue()
    let disk = SpoolDisk(stateDirectory: stateDirectory)
    let time = SystemClock.unixSeconds()
    let alarms = Alarms(status: status, queue: queue, disk: disk, unixSeconds: time).all
    return GatewayOverview(
      unixSeconds: time, status: status, hearing: chronicle.ear.hearing(at: now), alarms: alarms,
      airtime: core.settings.link.bands.map { band in
        BandTimeline(
          name: band.name.text,
          keyedUs: chronicle.keyed(in: band.name).wholeMicroseconds,
          minutesUs: chronicle.minutes(of: band.name, at: now))
      },
      links: chronicle.trends(of: core.settings.peers.map(\.name)), queueLength: queue.count,
      queue: Array(queue.prefix(GatewayOverview.mostMails)),
      delivered: chronicle.delivered.reversed(),
      events: chronicle.events.events.suffix(GatewayOverview.mostEvents).reversed(), disk: disk)
  }

  /// The radio's state changed.
  func chronicleRadio(_ fault: String?, before: String?) {
    chronicle.radio(fault, before: before, unixSeconds: SystemClock.unixSeconds())
  }

  /// A frame is about to be keyed.
  func chronicleSent(_ frame: [UInt8], on channel: RadioChannel) {
    let link = core.settings.link
    chronicle.sent(
      channel.modulation.timeOnAir(payloadBytes: frame.count),
      in: link.band(of: channel) ?? link.bandName, at: SystemClock.now())
  }

  /// A frame was heard; whether it is an authentic one of a peer.
  func chronicleHeard(_ frame: ReceivedFrame, isOfPeer: Bool) {
    let now = SystemClock.now()
    chronicle.heard(snrDecibels: frame.snr.decibels, rssiDbm: frame.rssi.dBm, at: now)
    guard isOfPeer, let name = core.lastHeardPeer,
      let peer = core.settings.peers.first(where: { $0.name == name })
    else { return }
    let factor = frame.channel.modulation.spreadingFactor
    let reading = LinkReading(
      snrDecibels: frame.snr.decibels, spreadingFactor: factor.rawValue,
      lossRatio: core.station.measuredLoss(to: peer.key, at: factor, now: now))
    chronicle.heard(name, reading, at: now, unixSeconds: SystemClock.unixSeconds())
  }
}
