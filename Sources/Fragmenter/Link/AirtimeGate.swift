// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// The last word before the radio is keyed: every frame is charged to the duty ledger first.
///
/// A burst is reserved at once, so that one commit serves many frames; the reservation is a change
/// of the very step whose frame it admits, and so durable before that frame is keyed.
struct AirtimeGate: Sendable {
  private var closedUntil: [AirtimeClass: Instant] = [:]
  private let parameters: LinkParameters
  private var snapshot: DutySnapshot?
  private var lastSign: LifeSign?
  private var lifeSigns = LifeSignSchedule()
  private var ledger: DutyLedger?
  private var reservation: DutyReservation?
  /// What a burst that is over really used, for the next commit.
  private var settled: LinkChange?

  /// A gate that goes on from what is on disk.
  init(_ parameters: LinkParameters, restoring memory: LinkMemory) {
    self.parameters = parameters
    snapshot = memory.airtime
    lastSign = memory.lifeSign
  }

  /// Frames to come, and how urgent they are.
  struct Plan: Sendable {
    /// Their lengths in bytes, the next one first.
    var frameBytes: [Int]
    var airtimeClass: AirtimeClass
  }

  /// Whether the first frame of the plan may be keyed now; it is charged when so.
  mutating func admit(_ plan: Plan, at now: Instant, step: inout LinkStep) -> Bool {
    guard parameters.airtimeRule.isRestricting else { return true }
    var ledger = openLedger(at: now, step: &step)
    // Held in one place only while it changes, so that its entries are not copied for each frame.
    self.ledger = nil
    defer { self.ledger = ledger }
    let frames = plan.frameBytes.prefix(Limits.reservedFrames).map { bytes in
      parameters.timeOnAir(bytes: bytes) + parameters.rampTime
    }
    guard let frame = frames.first else { return true }
    if let reservation {
      if (try? ledger.charge(frame, to: reservation, at: now)) != nil { return true }
      let record = ledger.release(reservation, at: now)
      settled = .airtimeSettled(number: reservation.number, record)
      self.reservation = nil
    }
    for count in stride(from: frames.count, through: 1, by: -1) {
      let burst = Array(frames.prefix(count))
      guard
        let fresh = try? ledger.reserve(burst: burst, at: now, for: plan.airtimeClass),
        (try? ledger.charge(frame, to: fresh, at: now)) != nil
      else { continue }
      if let settled { step.changes.append(settled) }
      settled = nil
      step.changes.append(
        .airtimeReserved(
          fresh.record, forgettingEndedBefore: fresh.record.start - ledger.window))
      reservation = fresh
      return true
    }
    closedUntil[plan.airtimeClass] =
      ledger.earliestStart(for: frame, at: now, for: plan.airtimeClass)
      ?? now + parameters.airtimeRule.window
    return false
  }

  /// How long until these frames could be keyed one after the other as control; zero: now.
  func wait(forControl frameBytes: [Int], at now: Instant) -> Duration {
    guard parameters.airtimeRule.isRestricting, let ledger else { return .zero }
    let frames = frameBytes.map { parameters.timeOnAir(bytes: $0) + parameters.rampTime }
    switch ledger.mayStart(burst: frames, at: now, for: .control) {
    case .now: return .zero
    case .at(let start): return start - now
    case .never: return parameters.airtimeRule.window
    }
  }

  /// From when on frames of a class, refused before, may be tried again.
  func opening(for airtimeClass: AirtimeClass) -> Instant { closedUntil[airtimeClass] ?? .zero }

  /// When `live(at:step:)` has something to do without a frame; nil for never.
  var nextLifeSign: Instant? { mustOpen ? .zero : lifeSigns.next }

  /// Whether what is on disk waits to be taken up.
  private var mustOpen: Bool {
    ledger == nil && snapshot != nil && parameters.airtimeRule.isRestricting
  }

  /// Takes up what is on disk, so that it ages, and tells the disk now and then that it does.
  mutating func live(at now: Instant, step: inout LinkStep) {
    if mustOpen { ledger = openLedger(at: now, step: &step) }
    guard let ledger, let sign = lifeSigns.takeDue(of: ledger, at: now) else { return }
    step.changes.append(.airtimeAlive(sign))
  }

  /// The account as it stands, to be run forward.
  func account(at now: Instant) -> DutyLedger {
    ledger
      ?? DutyLedger(rule: parameters.airtimeRule, reserve: parameters.airtimeReserve, at: now)
  }

  /// The airtime that counts in the window that ends now.
  func used(at now: Instant) -> Duration? { ledger?.used(at: now) }

  /// The ledger; a restored one replaces what is on disk before it admits anything.
  private func openLedger(at now: Instant, step: inout LinkStep) -> DutyLedger {
    if let ledger { return ledger }
    let (rule, reserve) = (parameters.airtimeRule, parameters.airtimeReserve)
    guard let snapshot else { return DutyLedger(rule: rule, reserve: reserve, at: now) }
    let restored = DutyLedger(
      rule: rule, reserve: reserve, restoring: snapshot,
      elapsed: lastSign?.elapsed(since: snapshot, at: now) ?? .unknown, at: now)
    step.changes.append(.airtimeRestored(restored.snapshot(at: now)))
    return restored
  }
}

extension AirtimeRule {
  /// Whether the rule restricts anything at all.
  var isRestricting: Bool {
    limit != nil || longestTransmission != nil || minimumPause > .zero
  }
}
