// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY
import Testing

struct TransmissionPlanTests {
  private let milliwatt = LinkPower(chip: PowerLevel(dBm: 0))

  @Test func `amateurs send with a call sign only, whatever is confirmed, and in clear`() throws {
    let callSign = try #require(CallSign("F4ABC"))
    let amateurs = Region.all.filter { $0.identificationInterval != nil }
    #expect(amateurs.count == 3)
    for region in amateurs {
      #expect(
        region.permission(confirmed: [region.rowName])
          == .receiveOnly(.amateur(region: region.id)))
      #expect(region.permission(callSign: callSign) == .allowed)
      #expect(region.identificationInterval == .seconds(600))
      #expect(region.payloadMode == .clear)
    }
  }

  @Test func `an amateur's plan is admitted with the call sign, anybody else's is not`() throws {
    let region = try Region.named("HAM-70CM-ITU1")
    var plan = TransmissionPlan(channel: channel(434_500_000), power: milliwatt)
    #expect(throws: TransmissionRefusal.receiveOnly(.amateur(region: region.id))) {
      try region.admit(plan)
    }
    plan.callSign = CallSign("DL1ABC")
    #expect(try region.admit(plan).map(\.name) == [region.id])
  }

  @Test func `elsewhere frames are encrypted, whatever the call sign`() {
    for region in Region.all where region.identificationInterval == nil {
      #expect(region.payloadMode == .encrypted, "\(region.id)")
      let callSign = CallSign("F4ABC")
      #expect(region.permission(callSign: callSign) == region.permission())
    }
  }

  @Test func `a region of low confidence sends when confirmed by name`() throws {
    let russia = try Region.named("RU864")
    #expect(russia.permission() == .receiveOnly(.lowConfidence(RowName("RU864"))))
    #expect(russia.permission(confirmed: [RowName("EU868")]) != .allowed)
    #expect(russia.permission(confirmed: [RowName("RU864")]) == .allowed)
    let plan = TransmissionPlan(
      channel: channel(868_900_000), power: milliwatt, confirmed: [RowName("RU864")])
    #expect(try russia.admit(plan).map(\.name) == ["RU-868.7"])
  }

  @Test(arguments: TableRow.allowed.filter { $0.row.confidence == .low })
  func `a row of low confidence is not used unless confirmed`(_ entry: TableRow) throws {
    let bandwidth = try #require(Bandwidth.allCases.last { entry.row.bandwidths.allows($0) })
    let middle = (entry.row.edges.lower.hertz + entry.row.edges.upper.hertz) / 2
    let signal = Signal(centre: Frequency(hertz: middle), bandwidth: bandwidth)
    let centre = try #require(entry.row.nearestCentre(to: signal))
    let asked = channel(centre.hertz, bandwidth)
    let rows = try? entry.region.subBands(for: asked)
    #expect(rows?.contains(entry.row) != true)
    let name = entry.region.rowName(of: entry.row)
    #expect(try entry.region.subBands(for: asked, confirmed: [name]).first == entry.row)
    #expect(Region.confirmableRows.contains(name))
  }

  @Test func `all that may be confirmed is listed`() {
    #expect(
      Region.confirmableRows.map(\.text) == [
        "EU868/46b-NAP", "EU433/433-ldc0", "EU433/433-narrow", "US915/low_power_15_249",
        "AS923-JP/short-listening", "RU864", "RU864/RU-868.7",
      ])
  }

  @Test func `lab exists in simulations only`() throws {
    #expect(try Region.named("lab", in: .simulatedAir) == .lab)
    #expect(throws: RegionError.simulationOnly) { try Region.named("lab") }
    #expect(throws: RegionError.unknownRegion(id: "LAB")) { try Region.named("LAB") }
    #expect(!Region.all.contains(.lab))
    var plan = TransmissionPlan(
      channel: channel(868_100_000, .kHz500, .sf12), power: LinkPower(chip: PowerLevel(dBm: 99)),
      confirmed: [RowName("lab")])
    #expect(throws: TransmissionRefusal.receiveOnly(.simulationOnly)) {
      try Region.lab.admit(plan)
    }
    plan.medium = .simulatedAir
    #expect(try Region.lab.admit(plan).map(\.name) == ["lab"])
  }

  @Test func `each check of the gate refuses`() throws {
    let europe = try Region.named("EU868")
    var plan = TransmissionPlan(channel: channel(869_525_000), power: milliwatt)
    #expect(try europe.admit(plan).map(\.name) == ["P"])
    plan.power.chip = PowerLevel(dBm: 28)
    #expect(throws: TransmissionRefusal.self) { try europe.admit(plan) }
    plan.power.chip = PowerLevel(dBm: 27)
    #expect(try europe.admit(plan).map(\.name) == ["P"])
    plan.channel.modulation.spreadingFactor = .sf6
    #expect(
      throws: TransmissionRefusal.modulation(
        .noSpreadingFactor(.sf6, header: .explicit, nearest: .sf7))
    ) { try europe.admit(plan) }
    plan.channel = channel(869_300_000)
    #expect(throws: TransmissionRefusal.self) { try europe.admit(plan) }
  }

  @Test func `a row drops out where its power limit is not kept`() throws {
    let europe = try Region.named("EU868")
    var plan = TransmissionPlan(
      channel: channel(869_850_000), power: LinkPower(chip: PowerLevel(dBm: 7)))
    #expect(try europe.admit(plan).map(\.name) == ["R", "Q"])
    plan.power.chip = PowerLevel(dBm: 8)
    #expect(try europe.admit(plan).map(\.name) == ["R"])
    plan.power.chip = PowerLevel(dBm: 15)
    do throws(TransmissionRefusal) {
      _ = try europe.admit(plan)
      Issue.record("15 dBm were admitted")
    } catch {
      guard case .power(let fault) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(fault.subBand == "R")
      #expect(fault.largestSetting == PowerLevel(dBm: 14))
    }
  }
}

struct ModulationCheckTests {
  private func dwelling(_ limit: Duration?) -> SubBand {
    SubBand(
      name: "row", edges: FrequencyRange(915_000_000, 928_000_000),
      timing: TimingRule(longestTransmission: limit), confidence: .high, sources: [])
  }

  @Test(arguments: SpreadingFactor.allCases, [HeaderMode.explicit, .implicit])
  func `the SX127x has SF6 without header only and no SF5`(
    factor: SpreadingFactor, header: HeaderMode
  ) throws {
    var modulation = Modulation(
      spreadingFactor: factor, bandwidth: .kHz500, codingRate: .fourFifths, header: header)
    let fastest: SpreadingFactor = header == .explicit ? .sf7 : .sf6
    if factor < fastest {
      #expect(
        throws: ModulationError.noSpreadingFactor(factor, header: header, nearest: fastest)
      ) { try modulation.checkChip() }
      modulation.spreadingFactor = fastest
    }
    try modulation.checkChip()
    modulation.family = .sx126x
    modulation.spreadingFactor = factor
    try modulation.checkChip()
  }

  @Test(arguments: [Int.min, -1, 0, 5, 65_536, Int.max])
  func `a preamble that the chip has not is refused`(symbols: Int) {
    var modulation = channel(868_100_000).modulation
    modulation.preambleSymbols = symbols
    #expect(throws: ModulationError.noPreamble(symbols: symbols, legal: 6...65_535)) {
      try modulation.checkChip()
    }
  }

  @Test(arguments: SpreadingFactor.allCases.filter { $0 >= .sf7 }, Bandwidth.allCases)
  func `a handshake is short enough or the named setting is`(
    factor: SpreadingFactor, bandwidth: Bandwidth
  ) throws {
    let row = dwelling(.milliseconds(400))
    var modulation = channel(916_000_000, bandwidth, factor).modulation
    let fits = modulation.timeOnAir(payloadBytes: 64) <= .milliseconds(400)
    #expect(fits == ((row.longestFrameBytes(for: modulation) ?? -1) >= 64))
    do throws(ModulationError) {
      try modulation.check(in: row)
      #expect(fits)
    } catch {
      #expect(!fits)
      guard case .frameTooLong(let overrun) = error else {
        Issue.record("\(error)")
        return
      }
      if let slowest = overrun.slowestFactor {
        modulation.spreadingFactor = slowest
        try modulation.check(in: row)
        #expect(slowest < factor)
      }
      modulation.spreadingFactor = factor
      if let narrowest = overrun.narrowestBandwidth {
        modulation.bandwidth = narrowest
        try modulation.check(in: row)
        #expect(narrowest > bandwidth)
      }
    }
  }

  @Test func `the longest frame fits and one byte more does not`() throws {
    for row in TableRow.all.map(\.row) {
      for factor in SpreadingFactor.allCases {
        let modulation = channel(0, .kHz125, factor).modulation
        let longest = row.longestFrameBytes(for: modulation)
        guard let limit = row.timing.longestFrame else {
          #expect(longest == 255)
          continue
        }
        if let longest { #expect(modulation.timeOnAir(payloadBytes: longest) <= limit) }
        if longest != 255 {
          #expect(modulation.timeOnAir(payloadBytes: (longest ?? -1) + 1) > limit)
        }
      }
    }
    #expect(dwelling(nil).longestFrameBytes(for: channel(0, .kHz7_8, .sf12).modulation) == 255)
    #expect(dwelling(.zero).longestFrameBytes(for: channel(0).modulation) == nil)
  }

  @Test func `Japan and Korea pause, others do not`() {
    for row in TableRow.all {
      let milliseconds =
        ["AS923-JP/AS923-JP", "KR920/KR920-below-922", "KR920/KR920-from-922"]
          .contains(row.testDescription) ? 50 : row.row.name == "short-listening" ? 2 : 0
      #expect(row.row.minimumPause == .milliseconds(milliseconds), "\(row.testDescription)")
    }
  }
}
