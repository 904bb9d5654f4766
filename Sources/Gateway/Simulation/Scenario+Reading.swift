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
    let gateways = ScenarioGateways(whole)
    let model = Self.model(whole)
    let radio = Self.radio(whole)
    let messages = whole.sections("message").flatMap { Self.messages($0, among: gateways) }
    let traffic = whole.sections("traffic").flatMap {
      Self.traffic($0, among: gateways, radio: radio)
    }
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
      extraChannels: radio.extraChannels, rescue: radio.rescue,
      hasEstablishedSessions: established, gateways: gateways.names, sites: gateways.sites,
      scatterMetres: gateways.scatterMetres, messages: messages, traffic: traffic,
      duration: duration.map { .microseconds(Int64(($0 * 1_000_000).rounded())) })
  }

  private static func radio(
    _ whole: SectionReader
  ) -> SimulatedRadio? {
    guard let section = whole.section("radio") else { return nil }
    return ChannelConfiguration.simulated(section)
  }

  /// One message for each sender.
  private static func messages(
    _ section: SectionReader, among gateways: ScenarioGateways
  ) -> [Message] {
    section.checkKeys(known: ["at_s", "from", "to", "bytes", "file"])
    let at = section.number("at_s", in: 0...31_536_000, unit: "s") ?? 0
    let ways = gateways.ways(section)
    let bytes = section.integer("bytes", in: 0...170_000, unit: " bytes")
    let file = section.string("file")
    if (bytes == nil) == (file == nil) {
      section.refuse("bytes", nil, "write either bytes = 1000 or file = \"mail.eml\"")
    }
    return ways.map { from, to in
      Message(
        at: Instant(microseconds: Int64((at * 1_000_000).rounded())), from: from, to: to,
        content: file.map(Message.Content.mail) ?? .random(bytes: bytes ?? 0))
    }
  }

  /// One stream of messages or frames for each sender.
  private static func traffic(
    _ section: SectionReader, among gateways: ScenarioGateways,
    radio: SimulatedRadio?
  ) -> [Traffic] {
    section.checkKeys(known: ["kind", "from", "to", "mean_interval_s", "bytes"])
    section.require("mean_interval_s", "write mean_interval_s = 600")
    section.require("bytes", "write bytes = 500")
    let kinds = Traffic.Kind.allCases.map { ("\($0)", $0) }
    let kind = section.has("kind") ? section.choice("kind", among: kinds, what: "kind") : .mail
    let ways = gateways.ways(section)
    let interval = section.number("mean_interval_s", in: 0.001...31_536_000, unit: "s")
    let bytes = section.integer("bytes", in: 0...170_000, unit: " bytes")
    guard let kind, let interval, let bytes else { return [] }
    if kind == .unacknowledged, let radio {
      checkFrame(section, bytes: bytes, region: radio.region, channel: radio.channel)
    }
    return ways.map { from, to in
      Traffic(
        kind: kind, from: from, to: to,
        meanInterval: .microseconds(Int64((interval * 1_000_000).rounded())), bytes: bytes)
    }
  }

  /// A frame must be one the radio can send and the law allows.
  private static func checkFrame(
    _ section: SectionReader, bytes: Int, region: String, channel: RadioChannel
  ) {
    // A channel the region forbids has been refused with `[radio]`.
    let row = try? subBand(region: region, channel: channel)
    let longest = row.map { $0.longestFrameBytes(for: channel.modulation) ?? 0 }
    guard let longest, longest < PHYLimits.frameBytes else {
      if !(1...PHYLimits.frameBytes).contains(bytes) {
        section.refuse(
          "bytes", "\(bytes)", "an unacknowledged frame has 1 to \(PHYLimits.frameBytes) bytes")
      }
      return
    }
    guard !(1...max(longest, 1)).contains(bytes) else { return }
    section.refuse(
      "bytes", "\(bytes)",
      "at most \(longest) bytes fit the longest frame that sub-band \(row?.name ?? "") allows at"
        + " SF\(channel.modulation.spreadingFactor.rawValue)")
  }
}
