// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension Region {
  static let eu868 = Region(
    id: "EU868", countries: "CEPT/EU (national deviations exist)", defaultMode: .dutyCycle,
    politeAccess: .europe,
    subBands: [
      .europeK, .europeL, .europeM, .europeAlarm868_6, .europeN, .europeAlarm869_2, .europeP,
      .europeAlarm869_65, .europeR, .europeQ, .europeNetworkAccessPoint,
    ])

  static let eu433 = Region(
    id: "EU433", countries: "CEPT/EU (national deviations exist)", defaultMode: .dutyCycle,
    subBands: [
      .europe433,
      SubBand(
        name: "433-ldc0", edges: FrequencyRange(433_050_000, 434_790_000),
        power: PowerRule(
          eirp: .eirp(ofERP: PowerLevel(dBm: 0)),
          density: PowerDensity(
            level: .eirp(ofERP: PowerLevel(dBm: -13)), reference: .kHz10, measure: .radiated,
            bindsAboveHertz: 250_000)),
        confidence: .low,
        sources: ["REC 2005/2009 extract (1 mW / -13 dBm/10 kHz, up to 100 %)"]),
      SubBand(
        name: "433-narrow", edges: FrequencyRange(434_040_000, 434_790_000),
        bandwidths: BandwidthRule(widest: 25_000), power: .erp(dBm: 10), confidence: .low,
        sources: ["MEM"]),
    ])

  /// The retained EU decision: the rows K to R of EU868 and the row of EU433.
  static let uk = Region(
    id: "UK", countries: "United Kingdom", defaultMode: .dutyCycle, politeAccess: .europe,
    confidence: .medium,
    sources: ["Ofcom 2021 statement extract", "retained Decision 2019/1345 extract", "MEM"],
    subBands: [
      .europeK, .europeL, .europeM, .europeAlarm868_6, .europeN, .europeAlarm869_2, .europeP,
      .europeAlarm869_65, .europeR, .europe433,
    ])
}

extension SubBand {
  fileprivate static let europeK = SubBand(
    name: "K", edges: FrequencyRange(863_000_000, 865_000_000), power: .erp(dBm: 14),
    timing: TimingRule(dutyCycle: .perMille), allowsPoliteAccess: true, confidence: .high,
    sources: ["TTN", "LMN", "MCPR"])
  fileprivate static let europeL = SubBand(
    name: "L", edges: FrequencyRange(865_000_000, 868_000_000), power: .erp(dBm: 14),
    timing: TimingRule(dutyCycle: .percent), allowsPoliteAccess: true, confidence: .high,
    sources: ["TTN", "LMN", "DE"])
  fileprivate static let europeM = SubBand(
    name: "M", edges: FrequencyRange(868_000_000, 868_600_000), power: .erp(dBm: 14),
    timing: TimingRule(dutyCycle: .percent), allowsPoliteAccess: true, confidence: .high,
    sources: ["TTN", "ES", "DE", "LMN"])
  fileprivate static let europeAlarm868_6 = SubBand(
    name: "alarm-868.6", edges: FrequencyRange(868_600_000, 868_700_000),
    access: .forbidden(reason: "alarm systems only"), confidence: .high,
    sources: ["TTN (skipped)", "MCPR"])
  fileprivate static let europeN = SubBand(
    name: "N", edges: FrequencyRange(868_700_000, 869_200_000), power: .erp(dBm: 14),
    timing: TimingRule(dutyCycle: .perMille), allowsPoliteAccess: true, confidence: .high,
    sources: ["TTN", "ES", "LMN"])
  fileprivate static let europeAlarm869_2 = SubBand(
    name: "alarm-869.2", edges: FrequencyRange(869_200_000, 869_400_000),
    access: .forbidden(
      reason: "social alarms 869.2-869.25, alarms 869.25-869.3 and 869.3-869.4: "
        + "narrow channels, low power; exclude"),
    confidence: .medium, sources: ["TTN (skipped)", "MEM"])
  fileprivate static let europeP = SubBand(
    name: "P", edges: FrequencyRange(869_400_000, 869_650_000), power: .erp(dBm: 27),
    timing: TimingRule(dutyCycle: .tenPercent), allowsPoliteAccess: true, confidence: .high,
    sources: ["TTN", "ES", "MT", "LMN"])
  fileprivate static let europeAlarm869_65 = SubBand(
    name: "alarm-869.65", edges: FrequencyRange(869_650_000, 869_700_000),
    access: .forbidden(reason: "alarm systems only"), confidence: .medium,
    sources: ["TTN (skipped)", "MEM"])
  fileprivate static let europeR = SubBand(
    name: "R", edges: FrequencyRange(869_700_000, 870_000_000), power: .erp(dBm: 14),
    timing: TimingRule(dutyCycle: .percent), allowsPoliteAccess: true, confidence: .high,
    sources: ["TTN", "DE", "LMN"])
  /// The spectrum of R at 5 mW ERP, at any time.
  fileprivate static let europeQ = SubBand(
    name: "Q", edges: FrequencyRange(869_700_000, 870_000_000), power: .erp(dBm: 7),
    allowsPoliteAccess: true, confidence: .medium,
    sources: ["MEM", "IR 2030/70-03 row for 5 mW no limit (not read verbatim)"])
  /// Four channels in the spectrum of L for fixed stations that serve a network.
  fileprivate static let europeNetworkAccessPoint = SubBand(
    name: "46b-NAP", edges: FrequencyRange(865_000_000, 868_000_000),
    channels: [
      FrequencyRange(865_600_000, 865_800_000), FrequencyRange(866_200_000, 866_400_000),
      FrequencyRange(866_800_000, 867_000_000), FrequencyRange(867_400_000, 867_600_000),
    ],
    selection: .onRequest(requires: [
      "network access point of a data network (fixed)",
      "adaptive power control down to 7 dBm or equivalent",
    ]),
    bandwidths: BandwidthRule(widest: 200_000), power: .erp(dBm: 27),
    timing: TimingRule(dutyCycle: .tenPercent),
    terminalDutyCycle: DutyCycle(partsPerMillion: 25_000), confidence: .medium,
    sources: ["CH", "EU771 through MT"])
  fileprivate static let europe433 = SubBand(
    name: "433", edges: FrequencyRange(433_050_000, 434_790_000), power: .erp(dBm: 10),
    timing: TimingRule(dutyCycle: .tenPercent), confidence: .high,
    sources: [
      "MT citing EN 300 220-2 V3.2.1 table B.1 item H", "REC/ECC DEC(04)02 extract",
    ])
}

extension PoliteAccess {
  fileprivate static let europe = PoliteAccess(
    subBands: ["K", "L", "M", "N", "P", "R"],
    listening: .microseconds(160), safeListening: .microseconds(5_000),
    thresholdUpTo100Milliwatt: Decibels(15), thresholdUpTo500Milliwatt: Decibels(11),
    sensing: .energy, longestTransmission: .seconds(1), longestDialogue: .seconds(4),
    minimumPause: .milliseconds(100), budget: .seconds(100), budgetWidth: 200_000,
    frequencies: 2, confidence: .medium)
}
