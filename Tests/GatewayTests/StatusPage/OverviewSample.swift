// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import LoRaPHY

/// Overviews to show and to code.
extension GatewayOverview {
  /// What a gateway with this status and this queue would tell, everything else made up.
  static func sample(_ status: GatewayStatus, queue: [QueueEntry] = []) -> GatewayOverview {
    do {
      var text = sampleText
      text.replace("\"STATUS\"", with: try ControlClient.json(status))
      text.replace("\"QUEUE\"", with: try ControlClient.json(queue))
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(GatewayOverview.self, from: Data(text.utf8))
    } catch {
      preconditionFailure("the sample is no overview: \(error)")
    }
  }

  /// The same of a gateway that has sent something.
  static func sample() throws -> GatewayOverview {
    let world = try GatewayWorld(.volatile)
    try world.accept(TestMail.envelope(from: nil), TestMail.noise(1, bytes: 9000))
    try world.run(for: .seconds(6))
    let channel = RadioChannel(
      frequency: Frequency(hertz: 869_525_000), modulation: GatewayWorld.modulation)
    let core = try world.core(0)
    let status = try core.status(
      driver: "simulated", radioFault: nil, channel: channel, since: .zero, at: world.now)
    return sample(status, queue: try core.queue())
  }

  private static let sampleText = """
    {"unix_seconds": 1770000000, "status": "STATUS", "queue_length": 1, "queue": "QUEUE",
     "hearing": {"heard_seconds_ago": 3, "snr_decibels": -4.5, "rssi_dbm": -118,
                 "noise_floor_dbm": -115},
     "alarms": [{"kind": "disk_nearly_full", "severity": "warning", "text": "little room",
                 "remedy": "make some", "subject": "disk"}],
     "airtime": [{"name": "EU868/P", "keyed_us": 9000000, "minutes_us": [0, 5000000, 4000000]}],
     "links": [{"peer": "village", "points": [
       {"unix_seconds": 1769999900, "frames": 3, "snr_decibels": 5.5, "least_snr_decibels": 4,
        "spreading_factor": 7, "loss_ratio": 0.1}]}],
     "delivered": [{"id": "AB12", "direction": "out", "peer": "village",
       "unix_seconds": 1769999950, "bytes": 900, "frames": 7, "airtime_us": 2500000}],
     "events": [{"number": 1, "unix_seconds": 1769999950, "severity": "info", "text": "ready"}],
     "disk": {"free_bytes": 1000000, "size_bytes": 9000000, "spool_bytes": 70000}}
    """
}
