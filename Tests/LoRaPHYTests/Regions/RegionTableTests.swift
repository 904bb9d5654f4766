// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY
import Testing

struct RegionTableTests {
  @Test func `every row and field of the facts stands in the typed table`() throws {
    let file = try FactFile()
    let expected = ExpectedRegion(file: file)
    #expect(file.regions.count == Region.all.count)
    for facts in file.regions {
      let region = try expected.region(facts)
      let typed = try Region.named(region.id)
      #expect(typed.subBands.map(\.name) == region.subBands.map(\.name))
      for (found, wanted) in zip(typed.subBands, region.subBands) { #expect(found == wanted) }
      #expect(typed == region)
      try checkFrameTables(facts, typed)
      for row in facts.allRows { #expect(row.unread == [], "\(row.place) of \(region.id)") }
    }
  }

  @Test func `what the facts say of all regions holds`() throws {
    let file = try FactFile()
    #expect(try file.root.text("window_kind") == "sliding")
    #expect(try file.root.number("schema") == 1)
    #expect(try file.root.number("window_s") == 3_600)
    file.root.skip("ton_note")
    #expect(file.root.unread == [])
    let boost = try #require(try file.hardware.number("sx127x_boost_dbm"))
    #expect(
      ChipFamily.sx127x.largestSetting(at: DutyCycle(partsPerMillion: 10_000))
        == PowerLevel(dBm: boost))
    file.hardware.skip("sx127x_boost_note", "erp_from_conducted")
    #expect(file.hardware.unread == [])
  }

  /// The longest frames, as reckoned by another program.
  private func checkFrameTables(_ facts: RegionFacts, _ region: Region) throws {
    if let law = facts.tables["legal_lora"] {
      law.skip(
        "bw500", "bw250_fixed_channel", "bw125_fixed_channel", "bw125_hop50", "bw250_hop25",
        "bw125_hybrid8", "bw62_hybrid")
      let hop = try #require(region.subBands.first { $0.timing.hopping != nil })
      try check(try #require(try law.table("max_payload_at_400ms")), hop)
    }
    if let table = try facts.row.table("max_payload_at_4s") {
      try check(table, try #require(region.subBands.first))
    }
    if let polite = facts.tables["polite_eu"] {
      let rule = try #require(region.politeAccess)
      let row = SubBand(
        name: "polite", edges: FrequencyRange(863_000_000, 870_000_000),
        timing: TimingRule(longestTransmission: rule.longestTransmission), confidence: .medium,
        sources: [])
      try check(try #require(try polite.table("max_payload_at_1s")), row)
    }
  }

  private func check(_ table: FactRow, _ row: SubBand) throws {
    table.skip("note")
    for key in table.keys where key != "note" {
      let match = try #require(key.wholeMatch(of: /SF(\d+)_(\d+)/)?.output)
      let modulation = Modulation(
        spreadingFactor: try #require(Int(match.1).flatMap(SpreadingFactor.init(rawValue:))),
        bandwidth: try #require(Bandwidth(kilohertz: String(match.2))),
        codingRate: .fourFifths, payloadCRC: .present)
      let longest = row.longestFrameBytes(for: modulation) ?? -1
      #expect(longest == (try table.number(key)), "\(table.place) \(key)")
    }
    #expect(table.keys.count >= 6)
    #expect(table.unread == [])
  }
}

struct RegionShapeTests {
  @Test func `names are unique and found again`() throws {
    #expect(Set(Region.all.map(\.id)).count == Region.all.count)
    for region in Region.all {
      #expect(try Region.named(region.id) == region)
      #expect(Set(region.subBands.map(\.name)).count == region.subBands.count)
      #expect(!region.subBands.isEmpty)
    }
  }

  @Test func `each row has spectrum, a source and a budget of its share`() {
    for row in Region.all.flatMap(\.subBands) {
      #expect(row.edges.lower < row.edges.upper, "\(row.name)")
      #expect(!row.sources.isEmpty, "\(row.name)")
      let duty = row.timing.dutyCycle
      #expect(duty.window == .seconds(3_600))
      #expect(duty.budget == .microseconds(3_600 * duty.partsPerMillion))
      #expect(duty.isLimited == (duty.budget < duty.window))
    }
  }

  @Test func `polite access names rows that allow it`() {
    for region in Region.all {
      guard let rule = region.politeAccess else { continue }
      for name in rule.subBands {
        #expect(region.subBands.first { $0.name == name }?.allowsPoliteAccess == true)
      }
    }
  }

  @Test func `a budget is rounded down and never overflows`() {
    let third = DutyCycle(partsPerMillion: 333_333, window: .microseconds(10))
    #expect(third.budget == .microseconds(3))
    let endless = DutyCycle(partsPerMillion: 2_000_000, window: .microseconds(Int64.max))
    #expect(endless.partsPerMillion == 1_000_000)
    #expect(endless.budget == .microseconds(Int64.max))
    #expect(DutyCycle(partsPerMillion: -1).budget == .zero)
    #expect(DutyCycle(partsPerMillion: 5, window: .seconds(-1)).budget == .zero)
  }

  @Test func `a hop's period follows the rule`() throws {
    let rows = try Region.named("US915").subBands
    let periods = rows.compactMap { $0.timing.hopping?.period(hoppingOver: 8) }
    #expect(periods == [.seconds(20), .seconds(10), .milliseconds(3_200)])
  }
}
