// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import LoRaPHY

/// The demodulator of one station: searching, locked on a preamble, or decoding a frame.
///
/// While it searches the strongest preamble wins; once locked only a much stronger one takes over;
/// once decoding nothing does, and a later stronger frame is lost as well as the one it destroys.
/// It does not notice that its frame is being destroyed.
struct LoRaReceiver: Sendable {
  private var state = State.searching
  /// Frames that came while it was busy; their preamble may outlast that.
  private var waiting: [Candidate] = []

  /// A frame strong enough to lock on.
  struct Candidate: Sendable {
    var signal: Signal
    var powerDBm: Double
    /// Decides who keeps the receiver when this frame comes; evenly distributed over 0..<1.
    var luck: Double
  }

  private enum State: Sendable {
    case searching
    /// Holds a frame: locked up to its preamble's end, decoding from there on.
    case holding(Candidate)
    case transmitting(until: Instant)
  }

  /// What the receiver is doing.
  func state(at now: Instant) -> ReceiverState {
    switch state {
    case .holding(let held) where now < held.signal.end:
      if now < held.detectedFrom { return .searching }
      return now < held.boundFrom ? .locked : .decoding
    case .transmitting(let until) where now < until: return .transmitting
    default: return .searching
    }
  }

  /// A frame begins.
  mutating func hear(_ candidate: Candidate) {
    release(before: candidate.signal.start, inclusive: true)
    offer(candidate)
  }

  /// Whether the receiver is on this frame to its end.
  mutating func holds(_ signal: Signal) -> Bool {
    release(before: signal.end, inclusive: false)
    guard case .holding(let held) = state else { return false }
    return held.signal.serial == signal.serial
  }

  /// The station sends; whatever it was receiving is lost.
  mutating func transmit(until end: Instant) {
    state = .transmitting(until: end)
    waiting = []
  }

  /// The station tunes elsewhere; a transmission goes on.
  mutating func tune() {
    waiting = []
    if case .holding = state { state = .searching }
  }

  /// A signal breaks off.
  mutating func end(_ serial: Int, at now: Instant) {
    waiting.removeAll { $0.signal.serial == serial }
    guard case .holding(var held) = state, held.signal.serial == serial else { return }
    held.signal.end = now
    state = .holding(held)
  }

  private mutating func offer(_ candidate: Candidate) {
    switch state {
    case .searching: state = .holding(candidate)
    case .transmitting: waiting.append(candidate)
    case .holding(let held):
      if held.keeps(against: candidate) {
        waiting.append(candidate)
      } else {
        state = .holding(candidate)
      }
    }
  }

  /// Searches again after the end of what it was busy with, as often as that comes.
  private mutating func release(before now: Instant, inclusive: Bool) {
    while let free = busyUntil, inclusive ? free <= now : free < now {
      state = .searching
      let late = waiting.filter { $0.signal.criticalStart >= free && $0.signal.end > free }
      waiting = []
      for candidate in late { offer(candidate) }
    }
  }

  private var busyUntil: Instant? {
    switch state {
    case .searching: nil
    case .holding(let held): held.signal.end
    case .transmitting(let end): end
    }
  }
}

extension LoRaReceiver.Candidate {
  fileprivate var detectedFrom: Instant { signal.symbols(CaptureModel.detectionSymbols) }

  fileprivate var boundFrom: Instant {
    signal.symbols(signal.preambleSymbols + CaptureModel.boundAfterPreamble)
  }

  /// Whether a receiver that has this frame stays with it when another one begins.
  fileprivate func keeps(against newcomer: Self) -> Bool {
    let margin = powerDBm - newcomer.powerDBm
    let start = newcomer.signal.start
    if start < min(detectedFrom, boundFrom) {
      return newcomer.luck < CaptureModel.keepsRace(margin: margin)
    }
    guard start < boundFrom else { return true }
    return newcomer.luck < CaptureModel.keepsLock(margin: margin)
  }
}
