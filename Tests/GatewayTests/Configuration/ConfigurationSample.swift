// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway

/// A right configuration to change in one place.
enum ConfigurationSample {
  static let text = """
    # The camp's gateway.
    [gateway]
    name = "camp"
    state_directory = "/var/lib/loragw"
    local_domains = ["camp.example"]

    [radio]
    driver = "sx127x"
    board = "adafruit-4074"

    [radio.channel]
    region = "EU868"
    frequency_mhz = 869.525
    bandwidth_khz = 125.0
    spreading_factor = 7
    coding_rate = "4/5"
    power_dbm = 14
    antenna_gain_dbi = 2.15
    cable_loss_db = 0.0
    rescue_spreading_factor = 10

    [mail.in]
    lmtp = ["unix:/run/loragw/lmtp.sock", "127.0.0.1:2624"]
    smtp = []

    [mail.out]
    deliver = "lmtp:unix:/run/dovecot/lmtp"

    [status]
    listen = "127.0.0.1:8624"

    """

  /// The text with one piece exchanged.
  static func changed(_ old: String, _ new: String) -> String {
    text.replacing(old, with: new, maxReplacements: 1)
  }

  /// The table of a peer.
  static func peer(
    _ name: String, seed: UInt8 = 1, domains: String? = nil, more: String = ""
  ) throws -> String {
    let line = try Sample.invitation(seed, name: name, domains: ["\(name).example"]).line
    let list = domains ?? "\"\(name).example\""
    return "\n[[peer]]\nname = \"\(name)\"\nkey = \"\(line)\"\ndomains = [\(list)]\n\(more)"
  }
}
