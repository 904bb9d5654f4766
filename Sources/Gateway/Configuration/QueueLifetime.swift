// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How long mail waits for the radio, in time in which the gateway runs: no clock that is wrong
/// makes it shorter or longer.
public struct QueueLifetime: Equatable, Sendable {
  /// After this time a mail that no peer took is given up and its sender told.
  public var limit: Duration
  /// So long after the time at which a mail should have been there its sender is told of the delay;
  /// nil: never.
  public var delayNotice: Duration?

  /// What holds where nothing is said: 5 days, and 4 hours.
  public static let standard = QueueLifetime(
    limit: .seconds(5 * 24 * 3600), delayNotice: .seconds(4 * 3600))

  /// Makes a lifetime.
  public init(limit: Duration, delayNotice: Duration?) {
    self.limit = limit
    self.delayNotice = delayNotice
  }

  /// How often the time run is stored, and what waits is looked at.
  static let lookInterval = Duration.seconds(600)
  /// How long a peer that reports deliveries is waited for, before a mail it took is told as
  /// relayed.
  static let successPatience = GatewayLimits.patientResultPause * 2
  /// How long mails that wait no more are remembered for reports and against repeated hand-overs.
  static let memory = Duration.seconds(30 * 24 * 3600)
}
