// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension Region {
  static let amateur70cmITU1 = amateur(
    id: "HAM-70CM-ITU1", countries: "ITU region 1: Europe, Africa, Middle East, northern Asia",
    FrequencyRange(430_000_000, 440_000_000),
    sources: [
      "MT ITU1_70CM",
      "47 CFR 97.113(a)(4), 97.119 (US text); national rules differ (UK 15 min MEM)",
    ])

  static let amateur70cmUS = amateur(
    id: "HAM-70CM-US", countries: "United States", FrequencyRange(420_000_000, 450_000_000),
    bandwidths: BandwidthRule(widest: 100_000),
    sources: [
      "MT ITU2_70CM", "FCC 97.113, 97.119", "100 kHz unspecified-code limit 97.307(f)(6) MEM",
    ])

  static let amateur33cmUS = amateur(
    id: "HAM-33CM-US", countries: "United States", FrequencyRange(902_000_000, 928_000_000),
    sources: ["FCC part 97 MEM"])

  /// Power is limited by the licence's class, not by the row.
  private static func amateur(
    id: String, countries: String, _ edges: FrequencyRange, bandwidths: BandwidthRule = .any,
    sources: [String]
  ) -> Region {
    Region(
      id: id, countries: countries,
      service: .amateur(
        AmateurRule(encryption: .forbidden, identificationInterval: .seconds(600))),
      subBands: [
        SubBand(
          name: id, edges: edges, bandwidths: bandwidths, confidence: .medium, sources: sources)
      ])
  }
}
