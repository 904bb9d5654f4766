// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaDriver
import LoRaPHY

/// One station that always has something to send to another one, over a signal that fades.
///
/// Frame by frame as the link does it: announcements, bursts, requests, reports, silence, and the
/// places of both stations, which may differ. Frames are lost by the packet error model at the
/// signal of their second, and a share of all frames to other stations. Nobody else is heard.
struct RateWorld<Chooser: RateChooser> {
  var chooser: Chooser
  var disturbance = Disturbance()
  /// When the sender last heard the receiver.
  private(set) var lastHeard = Instant.zero
  /// Symbols received and needed.
  private(set) var delivered = 0
  private(set) var now = Instant.zero
  let parameters: RateParameters
  let signal: [Double]
  private var random: SplitMix64
  private var peer = Peer()
  /// What the sender knows of the peer's need.
  private var remaining = 0
  private var mustAsk = false
  /// Requests and announcements without answer, in a row.
  private var unanswered = 0

  /// The source symbols of each message: 50 kB.
  private static var messageFrames: Int { 205 }

  /// What else befalls frames and readings.
  struct Disturbance {
    /// The share of frames that other stations destroy.
    var destroyed = 0.0
    /// What the receiver's radio adds to the SNR it reports, decibels.
    var bias = 0.0
    /// The deviation of each reading of the SNR, decibels.
    var deviation = 1.0
  }

  private struct Peer {
    var place = ListeningPlace()
    var need = 0
    var absentUntil = Instant.zero
  }

  /// A world of so many hours at most.
  init(
    _ chooser: Chooser, parameters: RateParameters, signal: FadingSignal, hours: Int, seed: UInt64
  ) {
    self.chooser = chooser
    self.parameters = parameters
    random = SplitMix64(seed: seed)
    self.signal = signal.values(seconds: hours * 3600 + 60, random: &random)
    // They have just made their session.
    peer.place.heardData(at: .zero)
  }

  /// What an oracle delivers in the same time: it sends full frames without pause, each second
  /// with the spreading factor of the highest goodput at that second's true SNR, needs neither
  /// announcements nor answers, and loses frames by the same model.
  func oracle(until end: Instant) -> Double {
    let airtimes = parameters.allowed.map { parameters.timeOnAir(bytes: 252, at: $0).seconds }
    return signal.prefix(Int(end.microseconds / 1_000_000)).reduce(0) { sum, decibels in
      let rates = zip(parameters.allowed, airtimes).map { factor, airtime in
        SurvivalTable.data.survival(at: factor, decibels: decibels) / airtime
      }
      return sum + (1 - disturbance.destroyed) * (rates.max() ?? 0)
    }
  }

  /// Goes on until then.
  mutating func run(until end: Instant) {
    while now < end { exchange() }
  }

  /// Goes on until the sender hears the receiver after an instant, to an end at most.
  mutating func runUntilHeard(after instant: Instant, before end: Instant) {
    while now < end, lastHeard <= instant { exchange() }
  }

  private mutating func exchange() {
    if remaining == 0 {
      remaining = Self.messageFrames
      peer.need = Self.messageFrames
    }
    chooser.advance(to: now)
    let plan = chooser.plan(remaining: remaining, now: now)
    if plan.isAnnounced {
      guard announce(plan) else { return }
      send(plan, until: now + plan.duration)
    } else if mustAsk {
      ask()
    } else {
      send(plan, until: nil)
    }
  }

  // MARK: - Frames

  private var snr: Double { signal[min(Int(now.microseconds / 1_000_000), signal.count - 1)] }

  private var listeningFactor: SpreadingFactor {
    parameters.spreadingFactor(at: chooser.meetingPlace)
  }

  /// Sends a frame; says whether it arrives at a station that listens.
  private mutating func transmit(_ bytes: Int, at factor: SpreadingFactor) -> Bool {
    let table = SurvivalTable.of(bytes: bytes)
    let survival = table.survival(at: factor, decibels: snr) * (1 - disturbance.destroyed)
    now = now + parameters.timeOnAir(bytes: bytes, at: factor)
    return random.fraction() < survival
  }

  private mutating func waitForAnswer(at factor: SpreadingFactor) {
    let answer = parameters.timeOnAir(bytes: ControlFrame.encodedBytes, at: factor)
    now = now + answer + parameters.turnaround + .milliseconds(20)
  }

  /// What a radio says of the SNR, in quarters of a decibel.
  private mutating func reading(bias: Double) -> SNR {
    let read = snr + bias + random.normal() * disturbance.deviation
    return SNR(decibels: (min(read, 12) * 4).rounded() / 4)
  }

  private mutating func peerListens() -> Bool {
    guard now >= peer.absentUntil else { return false }
    let place = peer.place.place(at: now, isWaiting: peer.need > 0, parameters: parameters)
    return parameters.spreadingFactor(at: place) == listeningFactor
  }

  // MARK: - At the meeting place

  /// Sends RTS; says whether the CTS came.
  private mutating func announce(_ plan: BurstPlan) -> Bool {
    let (start, factor) = (now, listeningFactor)
    let listens = peerListens()
    let arrives = transmit(ReservationFrame.encodedBytes(.request(counter: 0)), at: factor)
    if listens && arrives {
      peer.place.answered(at: chooser.meetingPlace, now: now)
      now = now + parameters.turnaround
      if transmit(ReservationFrame.encodedBytes(.clear), at: factor) {
        heardAnswer()
        return true
      }
      peer.absentUntil = now + patience(plan)
    } else {
      waitForAnswer(at: factor)
    }
    missed(since: start, patience: patience(plan))
    return false
  }

  /// How long a called station waits elsewhere for the first frame.
  private func patience(_ plan: BurstPlan) -> Duration {
    parameters.timeOnAir(bytes: parameters.frameBytes, at: plan.spreadingFactor) * 2
      + parameters.turnaround
  }

  /// Sends a POLL where both listen.
  private mutating func ask() {
    let (start, factor) = (now, listeningFactor)
    let listens = peerListens()
    let arrives = transmit(ControlFrame.encodedBytes, at: factor)
    guard listens && arrives else {
      waitForAnswer(at: factor)
      return missed(since: start, patience: .zero)
    }
    peer.place.answered(at: chooser.meetingPlace, now: now)
    now = now + parameters.turnaround
    guard transmit(ControlFrame.encodedBytes, at: factor) else {
      return missed(since: start, patience: .zero)
    }
    heardAnswer()
    chooser.reported(reading(bias: disturbance.bias), at: now)
    mustAsk = false
    remaining = peer.need
  }

  private mutating func heardAnswer() {
    lastHeard = now
    unanswered = 0
    chooser.answered(now: now)
    chooser.heard(reading(bias: 0), at: now)
  }

  private mutating func missed(since start: Instant, patience: Duration) {
    let place = chooser.meetingPlace
    chooser.unanswered(since: start, now: now)
    unanswered += 1
    pause(atLeast: patience, wasAt: place)
  }

  /// After six requests their spacing doubles from two seconds to ten minutes; the first ones at
  /// the rescue place are quick again.
  private mutating func pause(atLeast patience: Duration, wasAt place: MeetingPlace) {
    if place == .home, chooser.meetingPlace == .rescue, unanswered < 16 { unanswered = 0 }
    let doublings = unanswered - 6
    let spacing = doublings < 0 ? Duration.zero : .seconds(min(2 << min(doublings, 12), 600))
    let next = min(now + max(spacing, patience), chooser.nextMove ?? now + spacing)
    now = max(now, next) + .milliseconds(Int(random.fraction() * 200))
  }

  // MARK: - Bursts

  /// Sends a burst; `end` is the end announced.
  private mutating func send(_ plan: BurstPlan, until end: Instant?) {
    let frame = parameters.timeOnAir(bytes: parameters.frameBytes, at: plan.spreadingFactor)
    let start = now + frame * (plan.frames - 1)
    guard !burst(plan, until: end) else { return }
    mustAsk = true
    let place = chooser.meetingPlace
    chooser.burstUnanswered(
      requests: RateParameters.requestsPerBurst, at: plan.spreadingFactor, since: start, now: now)
    unanswered += 1
    pause(atLeast: .zero, wasAt: place)
  }

  /// Sends data frames and up to three requests; says whether an answer came.
  ///
  /// Who has answered a request of an announced burst leaves; who heard it does so as well.
  private mutating func burst(_ plan: BurstPlan, until end: Instant?) -> Bool {
    let factor = plan.spreadingFactor
    var listens = plan.isAnnounced || peerListens()
    var (arrived, isAsked) = (0, false)
    for _ in 0..<plan.frames {
      isAsked = transmit(252, at: factor) && listens
      arrived += isAsked ? 1 : 0
    }
    if arrived > 0 { peer.place.heardData(at: now) }
    let useful = min(arrived, peer.need)
    delivered += useful
    peer.need -= useful
    for attempt in 0..<RateParameters.requestsPerBurst {
      if let end, now >= end { return false }
      if attempt > 0 { isAsked = transmit(ControlFrame.encodedBytes, at: factor) && listens }
      guard isAsked else {
        waitForAnswer(at: factor)
        continue
      }
      peer.place.answered(at: factor, parameters: parameters)
      now = now + parameters.turnaround
      if plan.isAnnounced { listens = false }
      guard transmit(ControlFrame.encodedBytes, at: factor) else { continue }
      answered(plan, arrived: arrived)
      return true
    }
    return false
  }

  private mutating func answered(_ plan: BurstPlan, arrived: Int) {
    lastHeard = now
    unanswered = 0
    mustAsk = false
    remaining = peer.need
    chooser.burstEnded(
      sent: plan.frames, arrived: arrived, at: plan.spreadingFactor, now: now)
    chooser.reported(reading(bias: disturbance.bias), at: now)
  }
}

extension Duration {
  var seconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
