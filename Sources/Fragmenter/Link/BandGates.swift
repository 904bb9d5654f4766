// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// The airtime gates of a station, one for each legal band its channels lie in.
///
/// A frame is charged to the band of the channel on which it is sent, with its time on air there.
struct BandGates: Sendable {
  private let parameters: LinkParameters
  /// That of home first.
  private(set) var gates: [AirtimeGate]
  /// Whether records of which nobody knew the band are to be replaced by those of each band.
  private var adoptsUnnamed = false

  /// Gates that go on from what is on disk.
  init(_ parameters: LinkParameters, restoring memory: LinkMemory) {
    self.parameters = parameters
    let bands = parameters.bands
    let unnamed = memory.airtime[.unnamed]
    gates = bands.map {
      AirtimeGate($0, restoring: memory.airtime[$0.name] ?? unnamed)
    }
    adoptsUnnamed = unnamed != nil && !bands.contains { $0.name == .unnamed }
  }

  // MARK: - Asking

  /// Whether the first frame of the plan may be keyed now on a channel; it is charged when so.
  mutating func admit(
    _ plan: AirtimeGate.Plan, on channel: RadioChannel, at now: Instant, step: inout LinkStep
  ) -> Bool {
    guard let index = index(of: channel) else { return false }
    let frames = plan.frameBytes.prefix(Limits.reservedFrames)
      .map { airtime(bytes: $0, on: channel) }
    return gates[index].admit(frames, for: plan.airtimeClass, at: now, step: &step)
  }

  /// How long until these frames could be keyed one after the other as control on a channel;
  /// zero: now.
  func wait(
    forControl frameBytes: [Int], on channel: RadioChannel, at now: Instant
  ) -> Duration {
    let frames = frameBytes.map { airtime(bytes: $0, on: channel) }
    return index(of: channel).map { gates[$0].wait(forControl: frames, at: now) } ?? .zero
  }

  /// From when on frames of a class, refused before, may be tried again on a channel.
  func opening(for airtimeClass: AirtimeClass, on channel: RadioChannel) -> Instant {
    index(of: channel).map { gates[$0].opening(for: airtimeClass) } ?? Instant(microseconds: .max)
  }

  /// Whether frames of some class were refused on the home channel and may not be tried again yet.
  func isHomeClosed(at now: Instant) -> Bool { gates[0].isClosed(at: now) }

  /// How many frames of such a length may be sent on a channel from now on; none when it are
  /// fewer than `least`.
  mutating func room(
    forFramesOf bytes: Int, on channel: RadioChannel, least: Int, most: Int,
    of airtimeClass: AirtimeClass, at now: Instant
  ) -> Int {
    guard let index = index(of: channel) else { return 0 }
    return gates[index].room(
      for: airtime(bytes: bytes, on: channel), least: least, most: most, of: airtimeClass, at: now)
  }

  private func airtime(bytes: Int, on channel: RadioChannel) -> Duration {
    channel.modulation.timeOnAir(payloadBytes: bytes) + parameters.rampTime
  }

  private func index(of channel: RadioChannel) -> Int? {
    let name = parameters.band(of: channel)
    return gates.firstIndex { $0.band.name == name }
  }

  // MARK: - Living

  /// The radio leaves a channel: what is reserved there and not sent is free again.
  mutating func leave(_ channel: RadioChannel, at now: Instant, step: inout LinkStep) {
    if let index = index(of: channel) { gates[index].rest(at: now, step: &step) }
  }

  /// When `live(at:step:)` has something to do without a frame; nil for never.
  var nextLifeSign: Instant? { gates.compactMap(\.nextLifeSign).min() }

  /// Takes up what is on disk, so that it ages, and tells the disk now and then that it does.
  mutating func live(at now: Instant, step: inout LinkStep) {
    for index in gates.indices { gates[index].live(at: now, step: &step) }
    guard adoptsUnnamed else { return }
    adoptsUnnamed = false
    step.changes.append(.airtimeRestored(.unnamed, DutySnapshot(records: [])))
  }

  // MARK: - Telling

  /// The accounts of all bands as they stand, to be run forward, and the channels charged to them.
  ///
  /// The rate at home is given, since a frame's time on air elsewhere is told as a share of it.
  func ways(atHome modulation: Modulation, at now: Instant) -> ForecastWays {
    var ways = ForecastWays(home: gates[0].account(at: now))
    for gate in gates.dropFirst() { ways.ledgers.append(gate.account(at: now)) }
    let bytes = parameters.longestFrameBytes
    for extra in parameters.extraChannels {
      guard let ledger = gates.firstIndex(where: { $0.band.name == extra.band.name }) else {
        continue
      }
      // The spreading factor is about as fast there as at home.
      var there = modulation
      there.bandwidth = extra.channel.modulation.bandwidth
      let ratio =
        there.timeOnAir(payloadBytes: bytes).inSeconds
        / modulation.timeOnAir(payloadBytes: bytes).inSeconds
      let classes = MessageClass.allCases.filter(extra.use.serves).map(\.airtimeClass)
      ways.add(sharing: ledger, classes: Set(classes), ratio: ratio)
    }
    return ways
  }

  /// The airtime that counts in the window that ends now, by band, home's first; nil before the
  /// first frame under a limit.
  func used(at now: Instant) -> [(band: LegalBand, airtime: Duration?)] {
    gates.map { ($0.band, $0.used(at: now)) }
  }
}
