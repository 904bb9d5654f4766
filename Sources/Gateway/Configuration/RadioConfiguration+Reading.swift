// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import LoRaPHY

extension RadioConfiguration {
  /// Reads `[radio]` and `[radio.channel]`; `nil` when something is missing or wrong.
  init?(_ whole: SectionReader, gateway: GatewayConfiguration?) {
    guard let section = whole.section("radio") else { return nil }
    section.checkKeys(
      known: ["driver", "board", "device", "ether", "channel", "extra_channel"])
    let names = RadioDriver.allCases.map(\.rawValue).joined(separator: ", ")
    section.require("driver", "write driver = \"…\", one of \(names)")
    let driver = section.choice(
      "driver", among: RadioDriver.allCases.map { ($0.rawValue, $0) }, what: "driver")
    let own = Board.all(whole)
    let attachment = driver.flatMap { RadioAttachment(section, driver: $0, boards: own) }
    guard let part = section.section("channel") else { return nil }
    var channel = ChannelConfiguration(part, driver: driver)
    if case .board(let board)? = attachment { channel?.apply(board, part) }
    if let channel, let gateway {
      RadioConfiguration.checkCallSign(channel.region, whole, gateway: gateway)
      RegionRule.check(
        channel, confirmed: gateway.confirmedRegions, callSign: gateway.callSign, part)
    }
    guard let driver, let attachment, let channel else { return nil }
    self.init(driver: driver, attachment: attachment, channel: channel)
    extraChannels = ExtraChannelConfiguration.all(
      section, home: channel, driver: driver, confirmed: gateway?.confirmedRegions ?? [],
      callSign: gateway?.callSign)
    guard case .board(let board) = attachment else { return }
    for (extra, part) in zip(extraChannels, section.sections("extra_channel")) {
      extra.channel.checkReach(of: board, part)
    }
  }

  /// A call sign belongs to amateur regions; in those, who has none only listens.
  private static func checkCallSign(
    _ region: String, _ whole: SectionReader, gateway: GatewayConfiguration
  ) {
    guard let section = whole.section("gateway"), let callSign = gateway.callSign,
      RegionRule.payloadMode(region) == .encrypted
    else { return }
    section.refuse(
      "call_sign", ProblemLog.quoted(callSign.text),
      "only amateur regions send one, \(region) is none; remove it")
  }
}

extension RadioAttachment {
  /// Reads the one of `board`, `device` and `ether` that the driver wants, and refuses the others.
  ///
  /// A board is looked for among the configuration's own first.
  fileprivate init?(_ section: SectionReader, driver: RadioDriver, boards: [Board]) {
    let wanted = driver.attachmentKey
    for key in ["board", "device", "ether"] where key != wanted && section.has(key) {
      section.refuse(
        key, nil, "driver \"\(driver.rawValue)\" has no use for it; remove it, \(wanted) counts")
    }
    switch driver {
    case .sx127x, .sx126x:
      section.require(
        "board",
        "driver \"\(driver.rawValue)\" needs it; write board = \"adafruit-4074\"")
      guard let id = section.string("board"),
        let board = Board.find(id, own: boards, section), board.fits(driver, section)
      else { return nil }
      self = .board(board)
    case .rnode, .meshcoreKISS, .rn2xx3, .rui3:
      guard let path = section.serialDevice(for: driver) else { return nil }
      self = .serial(path: path)
    case .simulated:
      let example = "/run/loragw/ether.sock"
      guard let path = section.absolutePath("ether", example: example, for: driver) else {
        return nil
      }
      self = .ether(socketPath: path)
    }
  }
}

extension SectionReader {
  /// A device whose name stays the same when it is plugged in again.
  fileprivate func serialDevice(for driver: RadioDriver) -> String? {
    let example = "/dev/serial/by-id/usb-…"
    if let text = string("device"), text.hasPrefix("usb:"), SerialDeviceName(text) != nil {
      return text
    }
    guard let path = absolutePath("device", example: example, for: driver) else { return nil }
    guard SerialDeviceName(path)?.isNumbered != true else {
      refuse(
        "device", ProblemLog.quoted(path),
        "may be another device after the next plugging in; write its name from"
          + " /dev/serial/by-id, which loragw doctor shows")
      return nil
    }
    return path
  }

  fileprivate func absolutePath(
    _ key: String, example: String, for driver: RadioDriver
  ) -> String? {
    require(key, "driver \"\(driver.rawValue)\" needs it; write \(key) = \"\(example)\"")
    guard let path = string(key) else { return nil }
    guard path.hasPrefix("/") else {
      refuse(key, ProblemLog.quoted(path), "must be an absolute path, like \"\(example)\"")
      return nil
    }
    return path
  }
}
