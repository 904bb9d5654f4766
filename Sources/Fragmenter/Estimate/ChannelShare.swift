// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What other stations leave of the channel, as measured lately: the wait before each exchange.
///
/// Bursts are not interrupted, so waiting comes by the exchange, not by the second. Sums over
/// exchanges that fade: older ones weigh half after thirty newer ones.
package struct ChannelShare: Sendable, Hashable {
  private var airtime = 0.0
  private var waited = 0.0
  /// Squared differences of the waits from their mean.
  private var excess = 0.0
  private var exchanges = 0.0

  /// Nothing is measured.
  package init() {}

  /// An exchange is over.
  ///
  /// - Parameters:
  ///   - airtime: its frames in both directions, and the pauses between them.
  ///   - elapsed: from the moment it could have begun but for other stations to its end; what the
  ///     duty cycle made it wait does not count.
  package mutating func exchanged(airtime: Duration, elapsed: Duration) {
    let used = max(airtime.inSeconds, 0)
    let wait = max(elapsed.inSeconds - used, 0)
    let difference = wait - waitSeconds
    self.airtime = self.airtime * Self.kept + used
    waited = waited * Self.kept + wait
    excess = excess * Self.kept + difference * difference
    exchanges = exchanges * Self.kept + 1
  }

  /// The part of the time while there is something to send that exchanges get, 0 to 1.
  package var share: Double { airtime > 0 ? airtime / (airtime + waited) : 1 }

  /// The mean wait before an exchange, seconds.
  var waitSeconds: Double {
    (waited + Self.priorWait * Self.priorExchanges) / (exchanges + Self.priorExchanges)
  }

  /// The standard deviation of the waits of so many exchanges together, seconds, the error of the
  /// mean included.
  func waitDeviation(over count: Double) -> Double {
    let weight = exchanges + Self.priorExchanges
    let variance = (excess + Self.priorWait * Self.priorWait * Self.priorExchanges) / weight
    return (variance * count + variance / weight * count * count).squareRoot()
  }

  private static let kept = 0.977
  /// Before anything is measured: a short back-off, as if twice seen.
  private static let priorWait = 0.2
  private static let priorExchanges = 2.0
}
