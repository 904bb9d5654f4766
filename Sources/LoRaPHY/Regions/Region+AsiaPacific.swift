// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension Region {
  static let au915 = Region(
    id: "AU915", countries: "Australia",
    subBands: [
      SubBand(
        name: "AU915", edges: FrequencyRange(915_000_000, 928_000_000),
        power: .eirp(hundredthsOfDBm: 3_000),
        timing: TimingRule(longestTransmission: .milliseconds(400)), confidence: .medium,
        sources: [
          "LMN (915.2-927.8 centre, 30 dBm EIRP, dwell default 1)", "MT ANZ",
        ])
    ])

  static let nz864 = Region(
    id: "NZ864", countries: "New Zealand",
    subBands: [
      SubBand(
        name: "NZ864", edges: FrequencyRange(864_000_000, 868_000_000),
        power: .eirp(hundredthsOfDBm: 3_600), confidence: .medium, sources: ["MT"])
    ])

  /// Long listening by default; short listening, from memory only, when confirmed.
  static let japan = Region(
    id: "AS923-JP", countries: "Japan",
    subBands: [
      japanese(
        name: "AS923-JP",
        timing: TimingRule(
          longestTransmission: .seconds(4), pause: .milliseconds(50),
          listening: japaneseListening(.milliseconds(5))),
        confidence: .high,
        sources: [
          "LMN (920.6-923.4, -80 dBm, 5 ms)",
          "MCPR 2218 (ARIB STD-T108: 5 ms, -80 dBm, 4 s, 50 ms)",
          "arib overview (920.5-923.5 land mobile / 915.9-929.7 specified low power)",
        ]),
      japanese(
        name: "short-listening",
        timing: TimingRule(
          dutyCycle: .tenPercent, longestTransmission: .milliseconds(400),
          pause: .milliseconds(2), listening: japaneseListening(.microseconds(128))),
        confidence: .low, sources: ["MEM"]),
    ])

  static let as923 = Region(
    id: "AS923", countries: "Asia where no other row holds; the country decides",
    subBands: [
      SubBand(
        name: "AS923", edges: FrequencyRange(915_000_000, 928_000_000),
        power: .eirp(hundredthsOfDBm: 1_600),
        timing: TimingRule(dutyCycle: .percent, longestTransmission: .milliseconds(400)),
        confidence: .medium,
        sources: [
          "LMN (1 % band, dwell default on; sub-plans 1-4 differ: "
            + "915-928, 920-923, 915-921, 917-920)"
        ])
    ])

  static let in865 = Region(
    id: "IN865", countries: "India",
    subBands: [
      SubBand(
        name: "IN865", edges: FrequencyRange(865_000_000, 867_000_000),
        bandwidths: BandwidthRule(widest: 200_000), power: .eirp(hundredthsOfDBm: 3_000),
        confidence: .high,
        sources: [
          "LMN (30 dBm EIRP, duty off)", "MT", "LA RP002-1.0.5 (default 29.2 dBm EIRP)",
        ])
    ])

  static let kr920 = Region(
    id: "KR920", countries: "South Korea",
    subBands: [
      korean(
        name: "KR920-below-922", FrequencyRange(920_900_000, 922_000_000),
        hundredthsOfDBm: 1_000),
      korean(
        name: "KR920-from-922", FrequencyRange(922_000_000, 923_300_000),
        hundredthsOfDBm: 1_400),
    ])

  private static func japanese(
    name: String, timing: TimingRule, confidence: Confidence, sources: [String]
  ) -> SubBand {
    SubBand(
      name: name, edges: FrequencyRange(920_500_000, 928_000_000),
      grid: ChannelGrid(centres: FrequencyRange(920_600_000, 923_400_000), spacing: 200_000),
      power: PowerRule(eirp: PowerLevel(dBm: 16), conducted: PowerLevel(dBm: 13)),
      timing: timing, confidence: confidence, sources: sources)
  }

  private static func japaneseListening(_ duration: Duration) -> ListenRule {
    ListenRule(duration: duration, threshold: PowerLevel(dBm: -80), sensing: .energy)
  }

  private static func korean(
    name: String, _ edges: FrequencyRange, hundredthsOfDBm: Int
  ) -> SubBand {
    SubBand(
      name: name, edges: edges, power: .eirp(hundredthsOfDBm: hundredthsOfDBm),
      timing: TimingRule(
        longestTransmission: .seconds(4), pause: .milliseconds(50),
        listening: ListenRule(
          duration: .milliseconds(6), threshold: PowerLevel(dBm: -65), sensing: .unstated)),
      confidence: .high,
      sources: [
        "LMN (-65 dBm, 6 ms, 10/14 dBm)", "LA KR920 page",
        "Korean regulation slide: LBT >= 5 ms at -65 dBm, <= 4 s, >= 50 ms",
      ])
  }
}
