// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Gateway

/// What a view of a running gateway knows.
package struct StatusView: Sendable, Equatable {
  /// What the gateway told last; nil before it told anything.
  package private(set) var overview: GatewayOverview?
  /// Why it did not tell at the last look; nil when it did.
  package var trouble: String?
  /// What clocks on the wall here are ahead of UTC.
  private let utcOffsetSeconds: Int64

  /// A view that knows nothing yet.
  package init(utcOffsetSeconds: Int64) { self.utcOffsetSeconds = utcOffsetSeconds }

  /// The gateway told something.
  package mutating func tell(_ overview: GatewayOverview) {
    self.overview = overview
    trouble = nil
  }

  /// A time of day, as `07:05:09`.
  func timeOfDay(unixSeconds: Int64) -> String {
    let day: Int64 = 86_400
    let local = unixSeconds.addingReportingOverflow(utcOffsetSeconds).partialValue
    let second = (local % day + day) % day
    return [second / 3600, second / 60 % 60, second % 60].map { number in
      number < 10 ? "0\(number)" : "\(number)"
    }.joined(separator: ":")
  }
}
