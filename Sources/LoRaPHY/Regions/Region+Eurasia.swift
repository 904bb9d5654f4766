// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension Region {
  static let il917 = Region(
    id: "IL917", countries: "Israel",
    subBands: [
      SubBand(
        name: "IL917", edges: FrequencyRange(917_000_000, 920_000_000),
        power: .eirp(hundredthsOfDBm: 1_600), timing: TimingRule(dutyCycle: .percent),
        confidence: .medium, sources: ["TTN IL plan (1 %)"])
    ])

  static let ru864 = Region(
    id: "RU864", countries: "Russia", confidence: .low,
    subBands: [
      SubBand(
        name: "RU-864", edges: FrequencyRange(864_000_000, 865_000_000), power: .erp(dBm: 14),
        timing: TimingRule(dutyCycle: .perMille), confidence: .medium,
        sources: ["LoRaWAN RU draft (0.1 %)"]),
      SubBand(
        name: "RU-868.7", edges: FrequencyRange(868_700_000, 869_200_000), power: .erp(dBm: 20),
        timing: TimingRule(dutyCycle: .tenPercent), confidence: .low,
        sources: ["MT (868.7-869.2, 20 dBm, treats LBT as 100 %)", "MEM"]),
    ])

  static let cn470 = Region(
    id: "CN470", countries: "China",
    subBands: [
      SubBand(
        name: "CN470", edges: FrequencyRange(470_000_000, 510_000_000), power: .erp(dBm: 17),
        timing: TimingRule(longestTransmission: .seconds(5)), confidence: .medium,
        sources: ["LMN (19.15 dBm EIRP)", "MT (19 dBm)", "5 s single transmission MEM"])
    ])

  static let cn779 = Region(
    id: "CN779", countries: "China (not for new equipment since 2021)",
    subBands: [
      SubBand(
        name: "CN779", edges: FrequencyRange(779_000_000, 787_000_000),
        power: .eirp(hundredthsOfDBm: 1_215), timing: TimingRule(dutyCycle: .percent),
        confidence: .high, sources: ["LA", "LMN (779.5-786.5 centre)"])
    ])
}
