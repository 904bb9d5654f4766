// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// All that a first configuration says.
struct SetupDraft: Equatable, Sendable {
  var name: String
  var stateDirectory: String
  var domains: [String]
  var callSign: String?
  var radio: SetupRadio
  var region: String
  var channel: SetupChannel
  var lmtp: [String]
  var smtp: [String]
  var deliver: String
}

extension SetupDraft {
  /// The file, with what the reference says of each key above it.
  func text(_ reference: ConfigurationReference) -> String {
    var page = ConfigurationPage(reference)
    page.remark("The configuration of a loragw gateway, as `loragw setup` wrote it.")
    page.remark(
      "All keys are explained in loragw.toml(5). After a change: loragw check-config, then"
        + " systemctl restart loragw.")
    page.begin("gateway")
    page.text("name", name)
    page.text("state_directory", stateDirectory)
    page.list("local_domains", domains)
    if let callSign { page.text("call_sign", callSign) }
    page.begin("radio")
    page.text("driver", radio.driver.rawValue)
    page.text(radio.driver.attachmentKey, radio.place)
    page.begin("radio.channel")
    page.text("region", region)
    page.value("frequency_mhz", channel.frequency.megahertzText)
    page.value("bandwidth_khz", channel.bandwidth.decimalText)
    page.value("spreading_factor", "\(channel.spreadingFactor.rawValue)")
    page.value("power_dbm", "\(channel.powerDBm)")
    page.value("antenna_gain_dbi", "\(ChannelConfiguration.defaultAntennaGainDBi)")
    page.begin("mail.in")
    page.list("lmtp", lmtp)
    page.list("smtp", smtp)
    page.begin("mail.out")
    page.text("deliver", deliver)
    page.begin("log")
    page.text("level", "\(LogConfiguration().level)")
    page.remark("Peers are added below by `loragw peer accept LINE`.")
    return page.text
  }
}
