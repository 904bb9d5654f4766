// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import LoRaPHY

/// What a station has learnt of how long things take: how long it waits for others before a burst,
/// and how its forecasts of messages came out.
package struct ForecastExperience: Sendable {
  /// The waits before bursts.
  package private(set) var share = ChannelShare()
  /// What the ninetieth percentiles are to be multiplied by.
  package private(set) var correction = ForecastCorrection()
  /// What was said of messages under way.
  private var promises: [MessageHandle: Promise] = [:]
  private var waitingSince: Instant?
  /// Of the burst that runs.
  private var waited = Duration.zero
  private var airtime = Duration.zero

  /// Nothing was experienced.
  package init() {}

  private struct Promise {
    var at: Instant
    var ninetieth: Duration
  }

  // MARK: - Waiting

  /// Something is due, and only the medium is in the way.
  package mutating func waits(at now: Instant) { waitingSince = waitingSince ?? now }

  /// Nothing is due, or the law is in the way.
  package mutating func rests() { waitingSince = nil }

  /// A frame goes out; one that asks for an answer ends a burst.
  package mutating func speaks(_ frame: Duration, at now: Instant, endsBurst: Bool) {
    if let waitingSince { waited += now - waitingSince }
    waitingSince = nil
    airtime += frame
    guard endsBurst else { return }
    share.exchanged(airtime: airtime, elapsed: airtime + waited)
    (airtime, waited) = (.zero, .zero)
  }

  // MARK: - Promises

  /// A message was given to the link, and this said of it.
  package mutating func promised(_ handle: MessageHandle, ninetieth: Duration, at now: Instant) {
    guard promises.count < Self.mostPromises else { return }
    promises[handle] = Promise(at: now, ninetieth: ninetieth)
  }

  /// A message was delivered.
  package mutating func delivered(_ handle: MessageHandle, at now: Instant) {
    guard let promise = promises.removeValue(forKey: handle) else { return }
    correction.delivered(after: now - promise.at, ninetieth: promise.ninetieth)
  }

  /// What became of messages.
  mutating func learn(from actions: [LinkAction], at now: Instant) {
    for action in actions {
      switch action {
      case .delivered(let report): delivered(report.handle, at: now)
      case .returned(let handle, _): promises[handle] = nil
      default: break
      }
    }
  }

  /// More messages are never under way at once but by mistake.
  private static let mostPromises = 1024
}
