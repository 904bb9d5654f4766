// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// The choice of spreading factor and meeting place for what is sent to one peer.
///
/// All that is seen of a transfer feeds a belief of the peer's signal; a burst is sent with the
/// spreading factor that is expected to need the least airtime for what is left, announcement and
/// answers included. So a failed try at a faster one is repeated when enough time has passed to
/// make success likely again, and loss leads to a slower one only when that one would be faster.
/// Silence of thirty seconds moves the meeting place.
package struct RateControl: Sendable, Hashable {
  package let parameters: RateParameters
  /// Where the peer is met next.
  package private(set) var meetingPlace = MeetingPlace.home
  /// When the first of the requests unanswered in a row was sent, at this place.
  private var silentSince: Instant?
  /// How often the meeting place moved since the last answer.
  private var moves = 0
  /// When the signal of the peer was last read here.
  private var heardAt: Instant?
  var belief = SignalBelief()

  /// A peer nothing is known of.
  package init(_ parameters: RateParameters) { self.parameters = parameters }

  /// The spreading factor with which both listen at the meeting place.
  package var listeningFactor: SpreadingFactor { parameters.spreadingFactor(at: meetingPlace) }

  /// Whether the peer was looked for at another place since it was last heard, or there is none.
  package var hasSearched: Bool {
    moves > 0 || parameters.rescue == parameters.home.spreadingFactor
  }

  // MARK: - Answers

  /// A frame of the peer was received: its signal is about what ours is there.
  ///
  /// What is read within two seconds tells the same.
  package mutating func heard(_ snr: SNR, at now: Instant) {
    if let heardAt, now >= heardAt, now - heardAt < Self.readingSpacing { return }
    heardAt = now
    weigh(snr, deviation: Self.reverseDeviation, at: now)
  }

  /// The peer told at which SNR it received our last frame.
  package mutating func reported(_ snr: SNR, at now: Instant) {
    weigh(snr, deviation: Self.reportDeviation, at: now)
  }

  /// The request at the end of a burst was answered: so many of its data frames arrived.
  package mutating func burstEnded(
    sent: Int, arrived: Int, at factor: SpreadingFactor, now: Instant
  ) {
    burstEnded(sent: sent, arrived: arrived, at: factor, answeredAt: factor, now: now)
  }

  /// The same; the request that was answered may have been sent with another spreading factor than
  /// the burst, where both meet.
  ///
  /// Of a message that is whole more may have arrived than it took.
  package mutating func burstEnded(
    sent: Int, arrived: Int, orMore: Bool = false, at factor: SpreadingFactor,
    answeredAt requestFactor: SpreadingFactor, now: Instant
  ) {
    belief.advance(to: now)
    silentSince = nil
    moves = 0
    // Of an announced burst of which nothing arrives the peer waits for the beginning only.
    let isMissed = arrived <= 0 && factor != listeningFactor
    let tried = isMissed ? min(sent, BurstPlan.framesWaitedFor(of: sent)) : sent
    let sent = min(max(tried, 0), Self.mostFrames)
    let arrived = min(max(arrived, 0), sent)
    belief.observe { decibels, undisturbed in
      let long = undisturbed * FrameSurvival.long.probability(at: factor, decibels: decibels)
      let short =
        undisturbed * FrameSurvival.short.probability(at: requestFactor, decibels: decibels)
      var counts = long.power(arrived) * (1 - long).power(sent - arrived)
      if orMore, long < 1 {
        // Each number of arrivals from the least on, with the ways to pick them.
        var term = counts
        for more in stride(from: arrived + 1, through: sent, by: 1) {
          term *= long / (1 - long) * Double(sent - more + 1) / Double(more)
          counts += term
        }
      } else if orMore {
        counts = 1
      }
      return counts * (short * short + Self.surprise) + Self.surprise * Self.surprise
    }
    met(at: requestFactor)
  }

  /// An announcement, or a request at the meeting place, was answered.
  package mutating func answered(now: Instant) {
    belief.advance(to: now)
    silentSince = nil
    moves = 0
    let factor = listeningFactor
    belief.observe { decibels, undisturbed in
      let short = undisturbed * FrameSurvival.short.probability(at: factor, decibels: decibels)
      return short * short + Self.surprise
    }
  }

  /// The peer follows by the same sign: whoever is met with home's spreading factor, or a faster
  /// one, is met at home from then on.
  private mutating func met(at factor: SpreadingFactor) {
    if factor <= parameters.home.spreadingFactor { meetingPlace = .home }
  }

  // MARK: - Silence

  /// No request of a burst was answered; `start` is when the first of them was sent.
  package mutating func burstUnanswered(
    requests: Int, at factor: SpreadingFactor, since start: Instant, now: Instant
  ) {
    missed(requests: requests, at: factor, now: now)
    silent(since: start, now: now)
  }

  /// An announcement, or a request at the meeting place, was not answered in time.
  package mutating func unanswered(since start: Instant, now: Instant) {
    missed(requests: 1, at: listeningFactor, now: now)
    silent(since: start, now: now)
  }

  /// When the meeting place moves if nothing is heard before; a request should follow at once.
  ///
  /// Silence at the rescue place lasts twice as long: the peer may come there late. After some
  /// moves in vain each lasts longer: the peer may be off.
  package var nextMove: Instant? {
    let patience = parameters.silence * (meetingPlace == .home ? 1 : 2)
    return silentSince.map { $0 + patience * (1 << min(moves / 4, 5)) }
  }

  /// Time passes; to be called before asking where to meet.
  package mutating func advance(to now: Instant) {
    guard let next = nextMove, next <= now else { return }
    meetingPlace = meetingPlace.other
    silentSince = now
    moves += 1
  }

  private mutating func silent(since start: Instant, now: Instant) {
    silentSince = silentSince ?? start
    advance(to: now)
  }

  private mutating func missed(requests: Int, at factor: SpreadingFactor, now: Instant) {
    belief.advance(to: now)
    let requests = min(max(requests, 0), 8)
    belief.observe { decibels, undisturbed in
      let short = undisturbed * FrameSurvival.short.probability(at: factor, decibels: decibels)
      return Self.absence + (1 - Self.absence) * (1 - short * short).power(requests)
    }
  }

  private mutating func weigh(_ snr: SNR, deviation: Double, at now: Instant) {
    belief.advance(to: now)
    guard snr.decibels.isFinite else { return }
    belief.observe(reported: min(snr.decibels, SignalBelief.highest)) { error in
      // Student's t with 3 degrees of freedom: a radio's estimate is now and then far off.
      let core = 1 + error * error / (3 * deviation * deviation)
      return 1 / (core * core)
    }
  }

  /// How far the peer's report may be off, decibels, apart from what it is always off by.
  private static let reportDeviation = 1.2
  /// How far the signal there may differ from the signal here, decibels.
  private static let reverseDeviation = 4.0
  private static let readingSpacing = Duration.seconds(2)
  /// The chance that a peer does not answer because it is elsewhere.
  private static let absence = 0.1
  /// The chance of what the curves hold impossible.
  private static let surprise = 0.001
  /// Bursts are counted up to this length.
  private static let mostFrames = 96
}

extension Double {
  /// The number to a power of zero or more.
  func power(_ exponent: Int) -> Double {
    var (result, square, left) = (1.0, self, exponent)
    while left > 0 {
      if left & 1 == 1 { result *= square }
      square *= square
      left >>= 1
    }
    return result
  }
}
