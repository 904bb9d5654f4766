// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver
import LoRaPHY

extension Scenario {
  /// Reads and checks a scenario file.
  ///
  /// - Throws: `ConfigurationError`, whose description has one line per problem.
  public static func load(path: String) throws(ConfigurationError) -> Scenario {
    try Scenario(parsing: try Configuration.text(of: path), file: path)
  }

  /// Reads and checks a scenario; `file` is the name for error messages.
  ///
  /// - Throws: `ConfigurationError`, whose description has one line per problem.
  public init(parsing text: String, file: String) throws(ConfigurationError) {
    let outline = TOMLOutline(Array(text.utf8))
    let table = try Configuration.table(of: text, outline: outline, file: file)
    let log = ProblemLog(outline: outline)
    let whole = SectionReader(table, log: log)
    whole.checkKeys(
      known: ["channel", "radio", "session", "gateway", "message", "traffic", "duration_s"])
    let (names, sites) = Self.gateways(whole)
    let model = Self.model(whole)
    let radio = Self.radio(whole)
    let messages = whole.sections("message").compactMap { Self.message($0, names: names) }
    let traffic = whole.sections("traffic").compactMap { Self.traffic($0, names: names) }
    let duration = whole.number("duration_s", in: 0.001...31_536_000, unit: "s")
    if whole.has("traffic") {
      whole.require("duration_s", "random traffic never ends; write duration_s = 3600")
    }
    let session = whole.section("session")
    session?.checkKeys(known: ["established"])
    let established = session?.flag("established") ?? false
    guard log.problems.isEmpty, let model, let radio else {
      throw .invalid(file: file, problems: log.sorted)
    }
    self.init(
      model: model, region: radio.region, channel: radio.channel,
      hasEstablishedSessions: established, gateways: names, sites: sites, messages: messages,
      traffic: traffic,
      duration: duration.map { .microseconds(Int64(($0 * 1_000_000).rounded())) })
  }

  private static func gateways(_ whole: SectionReader) -> ([String], [StationSite]) {
    whole.require("gateway", "write [[gateway]] with name = \"a\", once for each gateway")
    var names: [String] = []
    var sites: [StationSite] = []
    for section in whole.sections("gateway") {
      section.require("name", "write name = \"a\"")
      guard let name = section.gatewayName("name") else { continue }
      if names.contains(name) {
        section.refuse("name", ProblemLog.quoted(name), "stands twice; names are unique")
      }
      names.append(name)
      sites.append(StationSite(section))
    }
    return (names, sites)
  }

  private static func radio(
    _ whole: SectionReader
  ) -> (region: String, channel: RadioChannel)? {
    guard let section = whole.section("radio") else { return nil }
    return ChannelConfiguration.simulated(section)
  }

  private static func message(_ section: SectionReader, names: [String]) -> Message? {
    section.checkKeys(known: ["at_s", "from", "to", "bytes", "file"])
    let at = section.number("at_s", in: 0...31_536_000, unit: "s") ?? 0
    let from = gateway(section, "from", names)
    let to = gateways(section, "to", names)
    let bytes = section.integer("bytes", in: 0...170_000, unit: " bytes")
    let file = section.string("file")
    if (bytes == nil) == (file == nil) {
      section.refuse("bytes", nil, "write either bytes = 1000 or file = \"mail.eml\"")
    }
    guard let from, let to else { return nil }
    return Message(
      at: Instant(microseconds: Int64((at * 1_000_000).rounded())), from: from, to: to,
      content: file.map(Message.Content.mail) ?? .random(bytes: bytes ?? 0))
  }

  private static func traffic(_ section: SectionReader, names: [String]) -> Traffic? {
    section.checkKeys(known: ["from", "to", "mean_interval_s", "bytes"])
    section.require("mean_interval_s", "write mean_interval_s = 600")
    section.require("bytes", "write bytes = 500")
    let from = gateway(section, "from", names)
    let to = gateways(section, "to", names)
    let interval = section.number("mean_interval_s", in: 0.001...31_536_000, unit: "s")
    let bytes = section.integer("bytes", in: 0...170_000, unit: " bytes")
    guard let from, let to, let interval, let bytes else { return nil }
    return Traffic(
      from: from, to: to,
      meanInterval: .microseconds(Int64((interval * 1_000_000).rounded())), bytes: bytes)
  }

  private static func gateway(
    _ section: SectionReader, _ key: String, _ names: [String]
  ) -> Int? {
    section.require(key, "name a gateway, like \(key) = \"\(names.first ?? "a")\"")
    guard let name = section.string(key) else { return nil }
    return index(of: name, section, key, names)
  }

  private static func gateways(
    _ section: SectionReader, _ key: String, _ names: [String]
  ) -> [Int]? {
    section.require(key, "name gateways, like \(key) = [\"\(names.last ?? "b")\"]")
    guard let wanted = section.strings(key) else { return nil }
    let found = wanted.compactMap { index(of: $0, section, key, names) }
    return found.count == wanted.count ? found : nil
  }

  private static func index(
    of name: String, _ section: SectionReader, _ key: String, _ names: [String]
  ) -> Int? {
    if let index = names.firstIndex(of: name) { return index }
    let legal = names.joined(separator: ", ")
    section.refuse(key, ProblemLog.quoted(name), "no such gateway; legal: \(legal)")
    return nil
  }
}
