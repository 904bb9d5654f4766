// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY
import Logging

/// What is on the air, in the log.
extension GatewayJournal {
  /// A frame is given to the radio.
  func sent(_ frame: [UInt8]) {
    guard logger.logLevel <= .debug else { return }
    logger.debug("frame sent", metadata: fields("frame-sent", frame))
  }

  /// The radio heard a frame.
  func heard(_ frame: ReceivedFrame) {
    guard logger.logLevel <= .debug else { return }
    var fields = fields("frame-heard", frame.bytes)
    fields["snr_db"] = "\(frame.snr.decibels)"
    fields["rssi_dbm"] = "\(frame.rssi.dBm)"
    logger.debug("frame heard", metadata: fields)
  }

  /// The radio listens there from now on.
  func tuned(to channel: RadioChannel) {
    guard logger.logLevel <= .debug else { return }
    logger.debug(
      "radio tuned",
      metadata: [
        "event": "tuned", "frequency_hz": "\(channel.frequency.hertz)",
        "spreading_factor": "\(channel.modulation.spreadingFactor.rawValue)",
      ])
  }

  private func fields(_ event: String, _ frame: [UInt8]) -> Logger.Metadata {
    var fields: Logger.Metadata = ["event": "\(event)", "bytes": "\(frame.count)"]
    // What is none of ours has no name.
    if let decoded = try? Frame(decoding: frame) { fields["kind"] = "\(decoded.name)" }
    return fields
  }
}
