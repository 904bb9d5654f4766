// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// Listening before talking: clear channel twice, random back-off, uninterrupted bursts.
///
/// Back-off is uniform over 1 to 2^w slots: w = 4 before an exchange begins, plus one for each time
/// the channel was busy (at most 8); before a request repeated after silence w counts the silences
/// (at most 5, and 3 while no stranger is heard), because two stations that wait for each other
/// would else repeat in step; w = 1 for the called side of a burst elsewhere when both have come
/// back.
package struct MediumAccess: Sendable {
  private var quietUntil = Instant.zero
  private var clear = 0
  private var next: Instant?
  private var busyTries = 0
  private var silences = 0
  private var failures = 0
  private var neighbourHeard: Instant?
  /// Whether the next exchange may begin sooner than others: the peer waits for it.
  private var goesFirst = false
  /// Whether the radio has been asked to listen and has not answered.
  package private(set) var isSensing = false

  package init() {}

  /// How often the channel must be found clear before a frame.
  package enum Need: Int, Sendable {
    /// A burst the peer is waiting for.
    case none = 0
    /// A request repeated after silence.
    case once = 1
    /// The beginning of an exchange.
    case beginning = 2
  }

  /// What to do about a frame that is due.
  package enum Admission: Sendable {
    case wait
    case sense
    case speak
  }

  /// The first instant at which something due at `wish` can make progress.
  package func earliest(for wish: Instant) -> Instant {
    max(wish, quietUntil, next ?? .zero)
  }

  /// Whether a frame may be keyed now, or the channel must be listened to first.
  package mutating func admit(
    _ need: Need, at now: Instant, slot: Duration,
    random: inout any RandomNumberGenerator & Sendable
  ) -> Admission {
    guard now >= quietUntil else { return .wait }
    guard clear < need.rawValue else { return .speak }
    if next == nil {
      let beginning = goesFirst ? 1 : 4
      let window = need == .beginning ? beginning : min(silences, hasNeighbours(at: now) ? 5 : 3)
      next = now + slot * Int.random(in: 1...(1 << window), using: &random)
    }
    if let next, now < next { return .wait }
    isSensing = true
    return .sense
  }

  /// The radio is asked to listen whether an answer is on the air.
  package mutating func beginListening() { isSensing = true }

  /// That listening is over; it tells nothing of when to speak.
  package mutating func endListening() { isSensing = false }

  /// Takes the result of listening.
  package mutating func sensed(
    _ state: MediumState, at now: Instant, slot: Duration,
    random: inout any RandomNumberGenerator & Sendable
  ) {
    isSensing = false
    switch state {
    case .clear: clear += 1
    case .busy:
      clear = 0
      busyTries = min(busyTries + 1, 4)
      next = now + slot * Int.random(in: 1...(1 << (4 + busyTries)), using: &random)
    }
  }

  /// The next listening comes no earlier than this long after the last.
  package mutating func space(_ spacing: Duration, after now: Instant) {
    next = clear < Need.beginning.rawValue ? now + spacing : now
  }

  /// The radio listens elsewhere: what is known of the air is void.
  package mutating func retuned(until settled: Instant) {
    clear = 0
    next = nil
    goesFirst = false
    quietUntil = settled
  }

  /// A burst elsewhere is over.
  ///
  /// Its caller keeps silent for three slots and the pause between two listenings, in which the
  /// called may begin an exchange of its own, after a back-off of at most two.
  package mutating func cameBack(
    _ role: BurstWindow.Role, at now: Instant, parameters: LinkParameters
  ) {
    switch role {
    case .caller:
      quietUntil = max(quietUntil, now + parameters.backoffSlot * 3 + parameters.senseSpacing)
    case .called: goesFirst = true
    }
  }

  /// A frame of strangers was heard.
  package mutating func heardNeighbour(at now: Instant) { neighbourHeard = now }

  /// Whether strangers share the channel.
  package func hasNeighbours(at now: Instant) -> Bool {
    neighbourHeard.map { now - $0 < Limits.neighbourMemory } ?? false
  }

  /// The channel is left to others for one round: we come back after their first back-off.
  package mutating func yield(until end: Instant) {
    clear = 0
    next = nil
    quietUntil = max(quietUntil, end)
  }

  /// A frame was handed to the radio.
  package mutating func spoke() {
    clear = 0
    next = nil
    busyTries = 0
    goesFirst = false
  }

  /// The answer to our request came; the air is ours again.
  package mutating func answered() {
    quietUntil = .zero
    silences = 0
  }

  /// The answer to our request did not come.
  package mutating func missedAnswer() { silences += 1 }

  /// The radio could not send a frame: the pause doubles with each failure, up to ten seconds.
  package mutating func failed(at now: Instant, parameters: LinkParameters) {
    let pause = min(parameters.burstGap * (1 << min(failures, 8)), .seconds(10))
    failures += 1
    quietUntil = max(quietUntil, now + pause)
  }

  /// A frame of ours has left the antenna: after a REPORT or a response the peer's burst follows.
  package mutating func sent(_ bytes: [UInt8], at now: Instant, parameters: LinkParameters) {
    failures = 0
    let invites =
      switch try? Frame(decoding: bytes) {
      case .control(let control): if case .report = control.content { true } else { false }
      case .hello(let hello): hello.kind == .response
      default: false
      }
    quietUntil = max(quietUntil, now + (invites ? parameters.burstGap : parameters.frameGap))
  }

  /// A frame was heard: what follows it is not to be disturbed.
  package mutating func heard(_ frame: Frame, at now: Instant, parameters: LinkParameters) {
    let pause: Duration
    switch frame {
    case .symbol(let symbol) where symbol.poll == .silent: pause = parameters.burstGap
    case .symbol, .single: pause = parameters.answerTime(bytes: ControlFrame.encodedBytes)
    case .control(let control):
      switch control.content {
      case .report: pause = parameters.burstGap
      case .poll, .abort: pause = parameters.answerTime(bytes: ControlFrame.encodedBytes)
      default: pause = .zero
      }
    case .reservation(let reservation):
      // Both go away at once, or stay with a burst that is heard anyway.
      pause =
        if case .request = reservation.kind {
          parameters.answerTime(bytes: ReservationFrame.encodedBytes(.clear))
        } else { .zero }
    case .hello:
      pause = parameters.answerTime(
        bytes: HelloFrame.encodedBytes(.response, parameters.mode))
    case .identification:
      // Amid a burst the next frame follows it.
      let airtime = parameters.timeOnAir(bytes: IdentificationFrame.encodedBytes)
      pause = quietUntil + airtime > now ? parameters.burstGap : .zero
    }
    quietUntil = max(quietUntil, now + pause)
    clear = 0
    goesFirst = false
  }
}
