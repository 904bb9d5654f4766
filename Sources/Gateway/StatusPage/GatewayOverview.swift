// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// All that the status page shows, at one instant.
public struct GatewayOverview: Sendable, Codable, Equatable {
  /// When this was told, Unix seconds by the wall clock.
  public var unixSeconds: Int64
  /// The gateway as a whole.
  public var status: GatewayStatus
  /// What the radio heard last; nil when nothing was since the start.
  public var hearing: RadioHearing?
  /// What is wrong, the worst first.
  public var alarms: [Alarm]
  /// The airtime of each band over time.
  public var airtime: [BandTimeline]
  /// How well each peer was heard over time.
  public var links: [LinkTrend]
  /// All mails in the queue.
  public var queueLength: Int
  /// The first of them.
  public var queue: [QueueEntry]
  /// The mails delivered last, the newest first.
  public var delivered: [DeliveredMail]
  /// The last events, the newest first.
  public var events: [GatewayEvent]
  /// The disk that holds the spool; nil when it does not tell.
  public var disk: SpoolDisk?

  /// The most mails of the queue in one overview.
  package static let mostMails = 100
  /// The most events in one overview.
  package static let mostEvents = 50
}

/// The airtime of a legal band by minute.
public struct BandTimeline: Sendable, Codable, Equatable {
  /// The row of the law, like "EU868/P".
  public var name: String
  /// Airtime keyed since the process started, microseconds.
  public var keyedUs: Int64
  /// Airtime keyed in each of the last minutes, microseconds, the oldest first; the last one runs.
  public var minutesUs: [Int64]
}
