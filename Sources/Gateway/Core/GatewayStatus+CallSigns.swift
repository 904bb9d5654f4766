// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY

extension GatewayStatus {
  /// A call sign that was heard; anybody may have sent it.
  public struct HeardCallSign: Sendable, Codable, Equatable {
    /// The call sign.
    public var callSign: String
    /// Seconds since it was heard.
    public var heardSecondsAgo: Double
    /// Its signal to noise ratio, decibels.
    public var snrDecibels: Double

    init(_ station: HeardStation, at now: Instant) {
      callSign = station.callSign.text
      heardSecondsAgo = (now - station.at).inSeconds
      snrDecibels = station.snr.decibels
    }
  }
}
