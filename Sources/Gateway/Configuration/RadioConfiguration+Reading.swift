// SPDX-License-Identifier: Apache-2.0
// Part of loragw

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
    let attachment = driver.flatMap { RadioAttachment(section, driver: $0) }
    guard let part = section.section("channel") else { return nil }
    let channel = ChannelConfiguration(part, driver: driver)
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
  fileprivate init?(_ section: SectionReader, driver: RadioDriver) {
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
      guard let id = section.string("board") else { return nil }
      guard RadioAttachment.isBoardID(id) else {
        section.refuse(
          "board", ProblemLog.quoted(id),
          "must be an id of the table of boards, like \"adafruit-4074\""
        )
        return nil
      }
      self = .board(id: id)
    case .rnode, .meshcoreKISS, .rn2xx3, .rui3:
      let example = "/dev/serial/by-id/usb-…"
      guard let path = section.absolutePath("device", example: example, for: driver) else {
        return nil
      }
      self = .serial(path: path)
    case .simulated:
      let example = "/run/loragw/ether.sock"
      guard let path = section.absolutePath("ether", example: example, for: driver) else {
        return nil
      }
      self = .ether(socketPath: path)
    }
  }

  private static func isBoardID(_ id: String) -> Bool {
    (1...64).contains(id.utf8.count)
      && id.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || "-_.".utf8.contains($0)
      }
  }
}

extension SectionReader {
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
