// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway

/// What gateways tell, made of JSON as it comes over the control socket.
enum Sample {
  /// The longest name that a gateway may have.
  static let longName = String(repeating: "n", count: 32)
  /// The longest address that SMTP carries.
  static let longAddress =
    String(repeating: "a", count: 64) + "@" + String(repeating: "d", count: 180) + ".example"

  /// A gateway with so many peers and mails.
  static func overview(
    name: String = "camp", peers: Int = 2, mails: Int = 3, queueLength: Int? = nil,
    alarms: Int = 0, events: Int = 4, radioFault: String? = nil
  ) throws -> GatewayOverview {
    try decoded([
      "unix_seconds": 1_770_000_000,
      "status": try status(name: name, peers: peers, radioFault: radioFault),
      "alarms": (0..<alarms).map { number in
        [
          "kind": "peer_silent", "severity": "critical", "text": "\(longName) \(number) is silent",
          "remedy": "look whether it has power, and whether its aerial is where it should be",
        ]
      },
      "airtime": [Any](), "links": [Any](), "queue_length": queueLength ?? mails,
      "queue": (0..<mails).map { mail(number: $0) }, "delivered": [Any](),
      "events": (0..<events).map { number in
        [
          "number": number + 1, "unix_seconds": 1_769_999_990 - number, "severity": "info",
          "text": "7K3D-QF2M: crossed to village in 17 frames, \(number)",
        ]
      },
    ])
  }

  /// The status in it.
  static func status(
    name: String = "camp", peers: Int = 2, radioFault: String? = nil
  ) throws -> [String: Any] {
    var status: [String: Any] = [
      "name": name, "driver": "meshcore-kiss", "uptime_seconds": 1_000_000.0,
      "frequency_hertz": 869_525_000, "spreading_factor": 12, "bandwidth_hertz": 125_000,
      "frames_sent": 1_234_567, "bytes_sent": 123_456_789, "airtime_us": 123_456_789_012,
      "airtime_in_window_us": 12_000_000, "airtime_limit_us": 36_000_000,
      "frames_received": 1_234_567, "frames_forged": 3, "frames_foreign": 1_234_567,
      "heard_call_signs": [Any](), "partial_mails_expired": 12_345,
      "mails": [
        "accepted": 1_234_567, "crossed": 1_234_567, "arrived": 1_234_567,
        "handed_over": 1_234_567, "refused": 1_234_567,
      ],
      "bands": [
        [
          "name": "EU868/P", "airtime_in_window_us": 12_000_000, "airtime_limit_us": 360_000_000,
          "airtime_reserved_us": 0, "frequencies_hertz": [869_525_000],
        ],
        [
          "name": "EU868/M", "airtime_in_window_us": 36_000_000, "airtime_limit_us": 36_000_000,
          "airtime_reserved_us": 0, "frequencies_hertz": [868_100_000],
        ],
      ],
      "peers": (0..<peers).map { peer(number: $0) },
    ]
    status["radio_fault"] = radioFault
    return status
  }

  private static func peer(number: Int) -> [String: Any] {
    [
      "name": number == 0 ? longName : "village-\(number)", "domains": [longName],
      "has_session": number.isMultiple(of: 2), "heard_seconds_ago": 1234.5,
      "snr_decibels": -12.5,
      "waiting": [
        "mails": 1234, "price_us": 123_456_789_000, "eta_seconds": 123_456.0,
        "eta_ninetieth_seconds": 234_567.0, "held": 0,
      ],
    ]
  }

  /// A mail with a long sender, a long peer and a recipient that was refused at length.
  static func mail(number: Int) -> [String: Any] {
    [
      "id": "7K3D-QF2M", "direction": "out", "peer": longName, "sender": longAddress,
      "recipients": [
        ["address": longAddress, "state": "failed", "reply": "550 5.1.1 " + longAddress]
      ],
      "raw_bytes": 33_554_432, "packed_bytes": 33_554_432, "state": "on air", "progress": 0.5,
      "frames": 12, "airtime_microseconds": 1_200_000, "price_microseconds": 123_456_789_000,
      "eta_seconds": 123_456.0, "eta_ninetieth_seconds": 234_567.0 + Double(number),
      "arrived_at_unix": 1_770_000_000,
    ]
  }

  /// A value of its JSON.
  static func decoded<Value: Decodable>(_ object: Any) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Value.self, from: JSONSerialization.data(withJSONObject: object))
  }
}
