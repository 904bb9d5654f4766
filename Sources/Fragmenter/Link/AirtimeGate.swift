// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// The last word before the radio is keyed in one band: every frame is charged to the band's duty
/// ledger first.
///
/// A burst is reserved at once, so that one commit serves many frames; the reservation is a change
/// of the very step whose frame it admits, and so durable before that frame is keyed.
struct AirtimeGate: Sendable {
  private var closedUntil: [AirtimeClass: Instant] = [:]
  let band: LegalBand
  private let memory: AirtimeMemory?
  private var lifeSigns = LifeSignSchedule()
  private var ledger: DutyLedger?
  private var reservation: DutyReservation?
  /// What a burst that is over really used, for the next commit.
  private var settled: LinkChange?

  /// A gate that goes on from what is on disk.
  init(_ band: LegalBand, restoring memory: AirtimeMemory?) {
    self.band = band
    self.memory = memory
  }

  /// Frames to come, and how urgent they are.
  struct Plan: Sendable {
    /// Their lengths in bytes, the next one first.
    var frameBytes: [Int]
    var airtimeClass: AirtimeClass
  }

  /// Whether the first of these frames may be keyed now; it is charged when so.
  mutating func admit(
    _ frames: [Duration], for airtimeClass: AirtimeClass, at now: Instant, step: inout LinkStep
  ) -> Bool {
    guard band.rule.isRestricting else { return true }
    var ledger = openLedger(at: now, step: &step)
    // Held in one place only while it changes, so that its entries are not copied for each frame.
    self.ledger = nil
    defer { self.ledger = ledger }
    guard let frame = frames.first else { return true }
    if let reservation {
      if (try? ledger.charge(frame, to: reservation, at: now)) != nil { return true }
      release(reservation, of: &ledger, at: now)
    }
    for count in stride(from: frames.count, through: 1, by: -1) {
      let burst = Array(frames.prefix(count))
      guard
        let fresh = try? ledger.reserve(burst: burst, at: now, for: airtimeClass),
        (try? ledger.charge(frame, to: fresh, at: now)) != nil
      else { continue }
      if let settled { step.changes.append(settled) }
      settled = nil
      step.changes.append(
        .airtimeReserved(
          band.name, fresh.record, forgettingEndedBefore: fresh.record.start - ledger.window))
      reservation = fresh
      return true
    }
    let opening =
      ledger.earliestStart(for: frame, at: now, for: airtimeClass) ?? now + band.rule.window
    closedUntil[airtimeClass] = opening
    // What a class must not do those after it must not either; else a flow whose next frame is a
    // request would seem due for the sake of the data behind it.
    for lower in AirtimeClass.allCases.drop(while: { $0 != airtimeClass }) {
      closedUntil[lower] = max(closedUntil[lower] ?? .zero, opening)
    }
    return false
  }

  /// How long until these frames could be keyed one after the other as control; zero: now.
  func wait(forControl frames: [Duration], at now: Instant) -> Duration {
    guard band.rule.isRestricting, let ledger else { return .zero }
    switch ledger.mayStart(burst: frames, at: now, for: .control) {
    case .now: return .zero
    case .at(let start): return start - now
    case .never: return band.rule.window
    }
  }

  /// From when on frames of a class, refused before, may be tried again.
  func opening(for airtimeClass: AirtimeClass) -> Instant { closedUntil[airtimeClass] ?? .zero }

  /// Whether frames of some class were refused and may not be tried again yet.
  func isClosed(at now: Instant) -> Bool { closedUntil.values.contains { $0 > now } }

  /// How many frames of such a length may be sent from now on, one after the other: at least so
  /// many as are worth a burst, else none, and the class is closed until these may.
  mutating func room(
    for frame: Duration, least: Int, most: Int, of airtimeClass: AirtimeClass, at now: Instant
  ) -> Int {
    guard band.rule.isRestricting else { return most }
    guard !mustOpen, opening(for: airtimeClass) <= now else { return 0 }
    let ledger = account(at: now)
    var least = max(min(least, most), 1)
    while true {
      let burst = Array(repeating: frame, count: least)
      switch ledger.mayStart(burst: burst, at: now, for: airtimeClass) {
      case .now:
        let left = ledger.remaining(at: now, for: airtimeClass) / max(frame, .microseconds(1))
        return max(Int(min(left, Double(most))), least)
      case .at(let start):
        closedUntil[airtimeClass] = start
        return 0
      case .never where least > 1: least /= 2
      case .never:
        closedUntil[airtimeClass] = now + band.rule.window
        return 0
      }
    }
  }

  /// The radio leaves the band: what is reserved and not sent is free again.
  mutating func rest(at now: Instant, step: inout LinkStep) {
    guard let reservation, var ledger else { return }
    self.ledger = nil
    release(reservation, of: &ledger, at: now)
    self.ledger = ledger
    if let settled { step.changes.append(settled) }
    settled = nil
  }

  private mutating func release(
    _ reservation: DutyReservation, of ledger: inout DutyLedger, at now: Instant
  ) {
    let record = ledger.release(reservation, at: now)
    settled = .airtimeSettled(band.name, number: reservation.number, record)
    self.reservation = nil
  }

  /// When `live(at:step:)` has something to do without a frame; nil for never.
  var nextLifeSign: Instant? { mustOpen ? .zero : lifeSigns.next }

  /// Whether what is on disk waits to be taken up.
  private var mustOpen: Bool {
    ledger == nil && memory != nil && band.rule.isRestricting
  }

  /// Takes up what is on disk, so that it ages, and tells the disk now and then that it does.
  mutating func live(at now: Instant, step: inout LinkStep) {
    if mustOpen { ledger = openLedger(at: now, step: &step) }
    guard let ledger, let sign = lifeSigns.takeDue(of: ledger, at: now) else { return }
    step.changes.append(.airtimeAlive(band.name, sign))
  }

  /// The account as it stands, to be run forward.
  func account(at now: Instant) -> DutyLedger {
    ledger ?? DutyLedger(rule: band.rule, reserve: band.reserve, at: now)
  }

  /// The airtime that counts in the window that ends now.
  func used(at now: Instant) -> Duration? { ledger?.used(at: now) }

  /// The ledger; a restored one replaces what is on disk before it admits anything.
  private func openLedger(at now: Instant, step: inout LinkStep) -> DutyLedger {
    if let ledger { return ledger }
    guard let memory else {
      return DutyLedger(rule: band.rule, reserve: band.reserve, at: now)
    }
    let restored = DutyLedger(
      rule: band.rule, reserve: band.reserve, restoring: memory.snapshot,
      elapsed: memory.lifeSign?.elapsed(since: memory.snapshot, at: now) ?? .unknown, at: now)
    step.changes.append(.airtimeRestored(band.name, restored.snapshot(at: now)))
    return restored
  }
}

extension AirtimeRule {
  /// Whether the rule restricts anything at all.
  var isRestricting: Bool {
    limit != nil || longestTransmission != nil || minimumPause > .zero
  }
}
