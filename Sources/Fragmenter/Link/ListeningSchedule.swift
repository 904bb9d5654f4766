// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// How a station divides its listening between home and the rescue place.
///
/// It follows from the clock alone, so that nothing must be remembered or agreed on. Whoever calls
/// at one of the places repeats the call, with pauses that meet one of the stays.
enum ListeningSchedule: Sendable {
  /// Every peer can be met at home.
  case home
  /// The same as `visits`, while somebody is talked with at home.
  case rareVisits
  /// Somebody has not been heard for long, or never: he may call at the rescue place.
  case visits
  /// Nobody was ever heard: nobody knows where they can be met.
  case search
  /// Some peers are met here, some there.
  case both
  /// Every peer is met at the rescue place.
  case rescue

  private var stays: (home: Duration, rescue: Duration)? {
    switch self {
    case .home, .rescue: nil
    case .rareVisits: (.seconds(285), .seconds(15))
    case .visits: (.seconds(45), .seconds(15))
    case .search: (.seconds(12), .seconds(12))
    case .both: (.seconds(6), .seconds(12))
    }
  }

  /// Where to listen at an instant.
  func place(at now: Instant) -> MeetingPlace {
    guard let stays else { return if case .rescue = self { .rescue } else { .home } }
    return position(at: now, stays) < stays.home.wholeMicroseconds ? .home : .rescue
  }

  /// When the place changes next; nil when it does not.
  func nextChange(after now: Instant) -> Instant? {
    guard let stays else { return nil }
    let position = position(at: now, stays)
    let edge =
      position < stays.home.wholeMicroseconds
      ? stays.home.wholeMicroseconds : (stays.home + stays.rescue).wholeMicroseconds
    return now + .microseconds(edge - position)
  }

  private func position(
    at now: Instant, _ stays: (home: Duration, rescue: Duration)
  ) -> Int64 {
    now.microseconds % (stays.home + stays.rescue).wholeMicroseconds
  }
}
