// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY
import Testing

/// The rows of the United States, which the file gives as tables of the law.
struct FCCFacts {
  let row: FactRow
  let fcc: FactRow

  func subBands() throws -> [SubBand] {
    fcc.skip("antenna", "equal_use", "no_duty_cycle")
    let digital = try #require(try fcc.table("dts"))
    let low = try #require(try fcc.table("low_power_15_249"))
    low.skip("field_uv_per_m_3m")
    let below = try hopping("fhss_lt_250k", narrowest: 0)
    let narrowest = try #require(try digital.number("min_6db_bw_hz"))
    let rows = [
      try subBand(
        digital, "dts", bandwidths: BandwidthRule(narrowest: UInt32(narrowest))),
      below,
      try hopping("fhss_ge_250k", narrowest: below.bandwidths.widest + 1),
      try hybrid(),
      try subBand(
        low, "low_power_15_249",
        power: .eirp(
          hundredthsOfDBm: try #require(try low.number("approx_eirp_dbm", digits: 2)))),
    ]
    #expect(digital.unread.union(low.unread) == [])
    return rows
  }

  private func hopping(_ name: String, narrowest: UInt32) throws -> SubBand {
    let facts = try #require(try fcc.table(name))
    let rule = HoppingRule(
      channels: try #require(try facts.number("min_channels")),
      dwell: try #require(try facts.duration("dwell_s")),
      period: .fixed(try #require(try facts.duration("period_s"))))
    let end = UInt32(try #require(try facts.number("bw20_lt_hz")))
    let band = try subBand(
      facts, name, bandwidths: BandwidthRule(narrowest: narrowest, widest: end - 1),
      timing: TimingRule(hopping: rule))
    #expect(facts.unread == [])
    return band
  }

  private func hybrid() throws -> SubBand {
    let facts = try #require(try fcc.table("hybrid"))
    let dwell = try #require(try facts.duration("dwell_s"))
    #expect(try facts.text("period") == "0.4 s x number of channels")
    #expect(try facts.text("min_channels") == "no fixed minimum")
    // The conducted limit of all systems of the section: one watt.
    let power = PowerRule(
      conducted: PowerLevel(dBm: 30), freeAntennaGain: Decibels(6), density: try density(facts))
    let band = try subBand(
      facts, "hybrid", power: power,
      timing: TimingRule(
        hopping: HoppingRule(channels: 2, dwell: dwell, period: .perChannel(dwell))))
    #expect(facts.unread == [])
    return band
  }

  private func density(_ facts: FactRow) throws -> PowerDensity? {
    try facts.number("psd_dbm_per_3khz").map {
      PowerDensity(level: PowerLevel(dBm: $0), reference: .kHz3, measure: .conducted)
    }
  }

  private func subBand(
    _ facts: FactRow, _ name: String, bandwidths: BandwidthRule = .any, power: PowerRule? = nil,
    timing: TimingRule = .unlimited
  ) throws -> SubBand {
    let conducted = try facts.number("max_conducted_dbm").map(PowerLevel.init(dBm:))
    let stated = PowerRule(
      conducted: conducted, freeAntennaGain: Decibels(6), density: try density(facts))
    return SubBand(
      name: name,
      edges: FrequencyRange(
        UInt32(try #require(try row.number("lo"))), UInt32(try #require(try row.number("hi")))),
      bandwidths: bandwidths, power: power ?? stated, timing: timing,
      confidence: try #require(try facts.known("confidence") as Confidence?),
      sources: try #require(try facts.texts("src")))
  }
}

/// The European rule of listening before talk.
struct PoliteFacts {
  let row: FactRow

  func rule() throws -> PoliteAccess {
    row.skip("sp_formula", "max_payload_at_1s")
    return PoliteAccess(
      subBands: try #require(try row.texts("applies_to")),
      listening: .microseconds(try #require(try row.number("cca_listen_us"))),
      safeListening: .microseconds(try #require(try row.number("cca_listen_us_safe"))),
      thresholdUpTo100Milliwatt: Decibels(
        try #require(try row.number("cca_threshold_le_100mw_db_over_sp"))),
      thresholdUpTo500Milliwatt: Decibels(
        try #require(try row.number("cca_threshold_le_500mw_db_over_sp"))),
      sensing: try row.truth("energy_detect") == true ? .energy : .unstated,
      longestTransmission: try #require(try row.duration("max_single_tx_s")),
      longestDialogue: try #require(try row.duration("max_dialogue_s")),
      minimumPause: try #require(try row.duration("min_off_same_channel_s")),
      budget: try #require(try row.duration("cumulative_on_s")),
      budgetWidth: UInt32(try #require(try row.number("per_hz"))),
      frequencies: try #require(try row.number("min_frequencies")),
      confidence: try #require(try row.known("confidence") as Confidence?))
  }
}
