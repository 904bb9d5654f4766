// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// What the choice of the rate must know of radio, law and configuration.
package struct RateParameters: Sendable, Hashable {
  /// How frames are sent; its spreading factor is the one at home.
  package var home: Modulation
  /// The spreading factor at the rescue place.
  package var rescue: SpreadingFactor
  /// What data may be sent with, fastest first; never empty.
  package let allowed: [SpreadingFactor]
  /// The length of data frames, bytes.
  package var frameBytes = 252
  /// From the end of a frame to the first symbol of its answer.
  package var turnaround = Duration.milliseconds(40)
  /// The longest a burst may last, requests and answers included.
  package var longestBurst = Duration.seconds(30)
  /// Silence after which stations that wait for each other move to the rescue place.
  package var silence = Duration.seconds(30)

  /// The requests a burst's duration allows for.
  package static let requestsPerBurst = 3

  /// Parameters of a home channel; when nothing is allowed its own spreading factor is.
  package init(home: Modulation, rescue: SpreadingFactor, allowed: [SpreadingFactor]) {
    self.home = home
    self.rescue = rescue
    self.allowed = allowed.isEmpty ? [home.spreadingFactor] : Set(allowed).sorted()
  }

  /// The spreading factor at a meeting place.
  package func spreadingFactor(at place: MeetingPlace) -> SpreadingFactor {
    switch place {
    case .home: home.spreadingFactor
    case .rescue: rescue
    }
  }

  /// The time on air of a frame.
  package func timeOnAir(bytes: Int, at factor: SpreadingFactor) -> Duration {
    var modulation = home
    modulation.spreadingFactor = factor
    return modulation.timeOnAir(payloadBytes: bytes)
  }

  /// The time of a request of ten bytes and its answer.
  package func requestTime(at factor: SpreadingFactor) -> Duration {
    (timeOnAir(bytes: ControlFrame.encodedBytes, at: factor) + turnaround) * 2
  }

  /// The time of an announcement and its answer.
  package func announcementTime(at factor: SpreadingFactor) -> Duration {
    timeOnAir(bytes: ReservationFrame.encodedBytes(.request(counter: 0)), at: factor)
      + timeOnAir(bytes: ReservationFrame.encodedBytes(.clear), at: factor) + turnaround * 2
  }
}
