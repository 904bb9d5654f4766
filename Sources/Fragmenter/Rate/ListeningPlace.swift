// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// Where a station listens for one peer: the counterpart of ``RateControl/meetingPlace``.
///
/// | since the last data frame | more is due | nothing is due |
/// |---|---|---|
/// | up to 30 s | where both met | where both met |
/// | 30 s to 2 min | rescue | where both met; from home, visits to rescue |
/// | 2 min to 10 min | rescue | home, visits to rescue |
/// | from then on | home, visits to rescue | home |
///
/// A visit is 20 s of every minute, from the 30th second on: the last answer may have been lost,
/// and then the peer asks at the rescue place. Only data frames count, and requests that tell of
/// new ones: who sends them has heard an answer lately, while requests that are repeated show that
/// the answers are not heard.
package struct ListeningPlace: Sendable, Hashable {
  private var met = MeetingPlace.home
  private var lastData: Instant?
  /// When a request was answered at the rescue place: its sender goes on there.
  private var lastRescue: Instant?

  /// At home.
  package init() {}

  /// A data frame of the peer came, at the meeting place or in an announced burst, or a request
  /// that tells of new ones.
  package mutating func heardData(at now: Instant) { lastData = now }

  /// An announcement of the peer was answered: until the burst is over silence tells nothing.
  package mutating func announced(until end: Instant) { lastData = max(lastData ?? end, end) }

  /// An announcement or a request of the peer was answered at a meeting place.
  package mutating func answered(at place: MeetingPlace, now: Instant) {
    met = place
    lastRescue = place == .rescue ? now : nil
  }

  /// A request of the peer was answered with a spreading factor: no slower than that of home it
  /// leads both home.
  package mutating func answered(at factor: SpreadingFactor, parameters: RateParameters) {
    guard factor <= parameters.home.spreadingFactor else { return }
    met = .home
    lastRescue = nil
  }

  /// Where to listen now; `isWaiting` says whether more of a message is due from the peer.
  package func place(
    at now: Instant, isWaiting: Bool, parameters: RateParameters
  ) -> MeetingPlace {
    if let lastRescue, now - lastRescue < parameters.silence { return .rescue }
    guard let lastData else { return .home }
    let since = now - lastData
    if since < parameters.silence { return met }
    let isRecent = since < Self.recent
    if isWaiting, isRecent { return .rescue }
    if met == .rescue, since < Self.lingering { return .rescue }
    guard isWaiting || isRecent else { return .home }
    let second = since.components.seconds % 60
    return Self.visit.contains(second) ? .rescue : .home
  }

  /// When the place may next change by itself; nil while nothing came.
  package func nextChange(after now: Instant) -> Instant? {
    if let lastRescue, now - lastRescue < .seconds(30) { return lastRescue + .seconds(30) }
    guard let lastData else { return nil }
    let minute = max(0, Int64((now - lastData).components.seconds) / 60)
    let seconds = [minute, minute + 1].flatMap {
      [$0 * 60 + Self.visit.lowerBound, $0 * 60 + Self.visit.upperBound]
    }
    let edges = seconds.map { Duration.seconds($0) } + [Self.lingering, Self.recent]
    return edges.map { lastData + $0 }.filter { $0 > now }.min()
  }

  private static let recent = Duration.seconds(600)
  private static let lingering = Duration.seconds(120)
  /// Seconds of each minute.
  private static let visit: Range<Int64> = 30..<50
}
