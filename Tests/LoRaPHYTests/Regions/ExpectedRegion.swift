// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY
import Testing

/// Builds from the file of facts what the typed table should say.
struct ExpectedRegion {
  let file: FactFile

  func region(_ facts: RegionFacts) throws -> Region {
    let row = facts.row
    let id = try #require(try row.text("id"))
    let typed = try Region.named(id)
    #expect(!typed.countries.isEmpty)
    row.skip("note", "dwell_note", "alternatives", "erp_dbm_max")
    let rows = try subBands(of: facts, id: id)
    // A region that is one row states confidence and sources for that row.
    let isWhole = !facts.subBands.isEmpty || row.has("same_as")
    return Region(
      id: id, countries: try row.text("countries") ?? typed.countries,
      defaultMode: try row.known("default_mode"),
      service: try service(row), politeAccess: try polite(facts),
      confidence: isWhole ? try row.known("confidence") : nil,
      sources: isWhole ? try row.texts("src") ?? [] : [], subBands: rows)
  }

  private func subBands(of facts: RegionFacts, id: String) throws -> [SubBand] {
    if let fcc = facts.tables["fcc"] { return try FCCFacts(row: facts.row, fcc: fcc).subBands() }
    if let other = try facts.row.text("same_as") {
      // The note names the rows.
      let names = ["K", "L", "M", "alarm-868.6", "N", "alarm-869.2", "P", "alarm-869.65", "R"]
      let rows = try Region.named(other).subBands.filter { names.contains($0.name) }
      return rows + (try Region.named("EU433")).subBands.prefix(1)
    }
    guard facts.subBands.isEmpty else {
      let rows = try facts.subBands.map { row in
        try subBand(row, name: try #require(try row.text("name")))
      }
      if facts.row.has("lo") {
        let whole = try edges(facts.row)
        #expect(rows.allSatisfy { whole.lower <= $0.edges.lower && $0.edges.upper <= whole.upper })
      }
      return rows
    }
    switch id {
    case "KR920": return try korean(facts.row)
    case "AS923-JP": return try japanese(facts.row)
    default: return [try subBand(facts.row, name: id)]
    }
  }

  private func korean(_ row: FactRow) throws -> [SubBand] {
    let whole = try subBand(row, name: "")
    let split = Frequency(hertz: 922_000_000)
    let below = try #require(try row.number("eirp_dbm_below_922M", digits: 2))
    let above = try #require(try row.number("eirp_dbm_from_922M", digits: 2))
    return [
      whole.with(
        name: "KR920-below-922",
        edges: FrequencyRange(whole.edges.lower.hertz, split.hertz),
        power: .eirp(hundredthsOfDBm: below)),
      whole.with(
        name: "KR920-from-922", edges: FrequencyRange(split.hertz, whole.edges.upper.hertz),
        power: .eirp(hundredthsOfDBm: above)),
    ]
  }

  private func japanese(_ row: FactRow) throws -> [SubBand] {
    let long = try subBand(row, name: "AS923-JP")
    let short = try #require(try row.table("short_listen_variant"))
    // "min 2 ms, see standard"
    let pause = try #require(try short.text("pause")?.firstMatch(of: /\d+/)?.output)
    let total = try #require(try short.number("hourly_s"))
    let listening = ListenRule(
      duration: try #require(try short.duration("listen_s")),
      threshold: long.timing.listening?.threshold, sensing: .energy)
    let timing = TimingRule(
      dutyCycle: DutyCycle(partsPerMillion: total * 1_000_000 / 3_600),
      longestTransmission: try short.duration("max_tx_s"),
      pause: .milliseconds(try #require(Int(pause))), listening: listening)
    let variant = SubBand(
      name: "short-listening", edges: long.edges, grid: long.grid, power: long.power,
      timing: timing, confidence: try #require(try short.known("confidence") as Confidence?),
      sources: try #require(try short.texts("src")))
    #expect(short.unread == [])
    return [long, variant]
  }

  func subBand(_ row: FactRow, name: String) throws -> SubBand {
    row.skip("note", "duty_alt")
    return SubBand(
      name: name, edges: try edges(row), channels: try channels(row), grid: try grid(row),
      access: try access(row), selection: try selection(row),
      bandwidths: BandwidthRule(widest: UInt32(try row.number("max_bw_hz") ?? Int(UInt32.max))),
      power: try power(row), timing: try timing(row),
      terminalDutyCycle: try duty(row, "duty_pct_other_than_nap"),
      allowsPoliteAccess: try row.truth("polite_ok") ?? false,
      confidence: try #require(try row.known("confidence") as Confidence?, "\(row.place)"),
      sources: try #require(try row.texts("src"), "\(row.place)"))
  }

  private func edges(_ row: FactRow) throws -> FrequencyRange {
    FrequencyRange(
      UInt32(try #require(try row.number("lo"))), UInt32(try #require(try row.number("hi"))))
  }

  private func channels(_ row: FactRow) throws -> [FrequencyRange] {
    guard let value = row.value("channels") else { return [] }
    guard case .list(let pairs) = value else { throw FactFault(place: row.place, key: "channels") }
    return try pairs.map { pair in
      guard case .list(let ends) = pair, ends.count == 2,
        let low = ends[0].number(digits: 0), let high = ends[1].number(digits: 0)
      else { throw FactFault(place: row.place, key: "channels") }
      return FrequencyRange(UInt32(low), UInt32(high))
    }
  }

  private func grid(_ row: FactRow) throws -> ChannelGrid? {
    guard let spacing = try row.number("channel_step_hz") else { return nil }
    let first = try #require(try row.number("lora_lo"))
    let last = try #require(try row.number("lora_hi"))
    return ChannelGrid(
      centres: FrequencyRange(UInt32(first), UInt32(last)), spacing: UInt32(spacing))
  }

  private func access(_ row: FactRow) throws -> SubBand.Access {
    guard try row.truth("tx_allowed") == false else { return .allowed }
    return .forbidden(reason: try #require(try row.text("why")))
  }

  private func selection(_ row: FactRow) throws -> SubBand.Selection {
    guard try row.truth("default") == false else { return .byDefault }
    return .onRequest(requires: try #require(try row.texts("requires")))
  }

  private func power(_ row: FactRow) throws -> PowerRule {
    let erp = try row.number("erp_dbm", digits: 2).map { PowerLevel(hundredthsOfDBm: $0 + 215) }
    let eirp = try row.number("eirp_dbm", digits: 2).map { PowerLevel(hundredthsOfDBm: $0) }
    if let erp, let eirp { #expect(erp == eirp, "\(row.place)") }
    return PowerRule(
      eirp: erp ?? eirp, conducted: try row.number("conducted_dbm").map(PowerLevel.init(dBm:)),
      density: try density(row))
  }

  private func density(_ row: FactRow) throws -> PowerDensity? {
    guard let text = try row.text("psd_limit") else { return nil }
    let match = try #require(
      text.wholeMatch(of: /(-?\d+) dBm per (\d+) kHz when OBW > (\d+) kHz/)?.output)
    let width = try #require(UInt32(match.2)) * 1_000
    return PowerDensity(
      level: PowerLevel(hundredthsOfDBm: try #require(Int(match.1)) * 100 + 215),
      reference: try #require(ReferenceWidth(rawValue: width)), measure: .radiated,
      bindsAboveHertz: try #require(UInt32(match.3)) * 1_000)
  }

  private func timing(_ row: FactRow) throws -> TimingRule {
    let longest = [try row.duration("dwell_s"), try row.duration("max_tx_s")].compactMap(\.self)
    return TimingRule(
      dutyCycle: try duty(row, "duty_pct") ?? .unlimited, longestTransmission: longest.min(),
      pause: try row.duration("pause_s") ?? .zero, listening: try listening(row))
  }

  private func listening(_ row: FactRow) throws -> ListenRule? {
    guard try row.truth("lbt_required") == true else { return nil }
    return ListenRule(
      duration: try #require(try row.duration("lbt_listen_s")),
      threshold: PowerLevel(dBm: try #require(try row.number("lbt_threshold_dbm"))),
      sensing: try row.truth("energy_detect") == true ? .energy : .unstated)
  }

  private func duty(_ row: FactRow, _ key: String) throws -> DutyCycle? {
    let window = try #require(try file.root.number("window_s"))
    return try row.number(key, digits: 4).map {
      DutyCycle(partsPerMillion: $0, window: .seconds(window))
    }
  }

  private func service(_ row: FactRow) throws -> RadioService {
    guard try row.truth("amateur") == true else { return .licenceExempt }
    let isForbidden = try row.truth("encryption_allowed") == false
    return .amateur(
      AmateurRule(
        encryption: isForbidden ? .forbidden : .allowed,
        identificationInterval: try #require(try row.duration("id_interval_s"))))
  }

  private func polite(_ facts: RegionFacts) throws -> PoliteAccess? {
    let name = try facts.row.text("lbt_alternative")
    if let name {
      let row = try #require(facts.tables[name])
      return try PoliteFacts(row: row).rule()
    }
    return facts.row.has("same_as") ? Region.eu868Rule : nil
  }
}

extension FactRow {
  /// One of the values that a type knows.
  func known<Value: RawRepresentable<String>>(_ key: String) throws -> Value? {
    guard let text = try text(key) else { return nil }
    guard let value = Value(rawValue: text) else { throw FactFault(place: place, key: key) }
    return value
  }

  func duration(_ key: String) throws -> Duration? {
    try number(key, digits: 6).map { .microseconds($0) }
  }
}

extension Region {
  fileprivate static var eu868Rule: PoliteAccess? { (try? named("EU868"))?.politeAccess }
}

extension SubBand {
  fileprivate func with(name: String, edges: FrequencyRange, power: PowerRule) -> SubBand {
    SubBand(
      name: name, edges: edges, channels: channels, grid: grid, access: access,
      selection: selection, bandwidths: bandwidths, power: power, timing: timing,
      terminalDutyCycle: terminalDutyCycle, allowsPoliteAccess: allowsPoliteAccess,
      confidence: confidence, sources: sources)
  }
}
