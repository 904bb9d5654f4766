// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What `loragw setup` must know, in the order in which it asks.
package enum SetupQuestion: String, CaseIterable, Sendable {
  /// Whose radio rules are kept.
  case region
  /// The call sign, in amateur regions.
  case callSign = "call-sign"
  /// Which radio.
  case radio
  /// What a dongle speaks.
  case firmware
  /// The carrier.
  case frequency
  /// The station's name.
  case name
  /// The mail domains served here.
  case domains = "domain"
  /// Where mail from the air goes.
  case deliver
  /// Where mail for the air is taken.
  case lmtp

  /// The option that answers it.
  package var flag: String { "--\(rawValue)" }

  /// What stands before the place for the answer.
  package var label: String {
    switch self {
    case .region: "Region"
    case .callSign: "Call sign"
    case .radio: "Radio"
    case .firmware: "Its firmware"
    case .frequency: "Frequency, MHz"
    case .name: "Name of this station"
    case .domains: "Mail domains served here"
    case .deliver: "Mail from the air goes to"
    case .lmtp: "LMTP for the mail server at"
    }
  }

  /// Whether somebody must say it: a machine that guesses here sends on the wrong air, or takes
  /// mail of others.
  package var isRequired: Bool {
    switch self {
    case .region, .radio, .domains: true
    case .callSign, .firmware, .frequency, .name, .deliver, .lmtp: false
    }
  }

  /// The keys of the configuration that its answer decides.
  var keys: [String] {
    switch self {
    case .region: ["radio.channel.region"]
    case .callSign: ["gateway.call_sign"]
    case .radio: ["radio.driver", "radio.board", "radio.device", "radio.ether"]
    case .firmware: ["radio.driver"]
    case .frequency: ["radio.channel.frequency_mhz", "radio.channel.power_dbm"]
    case .name: ["gateway.name"]
    case .domains: ["gateway.local_domains"]
    case .deliver: ["mail.out.deliver"]
    case .lmtp: ["mail.in.lmtp"]
    }
  }
}
