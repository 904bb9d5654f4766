// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension Region {
  static let us915 = Region(
    id: "US915", countries: "United States", defaultMode: .fccHybrid,
    subBands: [.fccDigital, .fccHopping50, .fccHopping25, .fccHybrid, .fccLowPower])
}

extension SubBand {
  private static let ism = FrequencyRange(902_000_000, 928_000_000)
  /// One watt; an antenna above 6 dBi takes a decibel for each of its own (47 CFR 15.247(b)(4)).
  private static let oneWatt = PowerRule(
    conducted: PowerLevel(dBm: 30), freeAntennaGain: Decibels(6))

  /// Digital transmission systems: at least 500 kHz between the 6 dB points, any single channel.
  fileprivate static let fccDigital = SubBand(
    name: "dts", edges: ism, bandwidths: BandwidthRule(narrowest: 500_000),
    power: PowerRule(
      conducted: PowerLevel(dBm: 30), freeAntennaGain: Decibels(6), density: .fcc),
    confidence: .high, sources: ["FCC 15.247(a)(2),(e)"])
  fileprivate static let fccHopping50 = SubBand(
    name: "fhss_lt_250k", edges: ism, bandwidths: BandwidthRule(widest: 249_999),
    power: oneWatt,
    timing: TimingRule(
      hopping: HoppingRule(
        channels: 50, dwell: .milliseconds(400), period: .fixed(.seconds(20)))),
    confidence: .high, sources: ["FCC 15.247(a)(1)(i)"])
  fileprivate static let fccHopping25 = SubBand(
    name: "fhss_ge_250k", edges: ism,
    bandwidths: BandwidthRule(narrowest: 250_000, widest: 499_999),
    power: PowerRule(conducted: PowerLevel(dBm: 24), freeAntennaGain: Decibels(6)),
    timing: TimingRule(
      hopping: HoppingRule(
        channels: 25, dwell: .milliseconds(400), period: .fixed(.seconds(10)))),
    confidence: .high, sources: ["FCC 15.247(a)(1)(i),(b)(2)"])
  /// Hybrid systems: no fixed number of channels, so hopping begins at two.
  fileprivate static let fccHybrid = SubBand(
    name: "hybrid", edges: ism,
    power: PowerRule(
      conducted: PowerLevel(dBm: 30), freeAntennaGain: Decibels(6), density: .fcc),
    timing: TimingRule(
      hopping: HoppingRule(
        channels: 2, dwell: .milliseconds(400), period: .perChannel(.milliseconds(400)))),
    confidence: .medium, sources: ["15.247(f), FCC OET text quoted by a third party"])
  /// 50 mV/m at 3 m, any modulation.
  fileprivate static let fccLowPower = SubBand(
    name: "low_power_15_249", edges: ism, power: .eirp(hundredthsOfDBm: -120),
    confidence: .low, sources: ["MEM"])
}

extension PowerDensity {
  fileprivate static let fcc = PowerDensity(
    level: PowerLevel(dBm: 8), reference: .kHz3, measure: .conducted)
}
