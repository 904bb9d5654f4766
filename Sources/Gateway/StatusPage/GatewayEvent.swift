// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay

/// Something that happened, in words, as the status page lists it.
public struct GatewayEvent: Sendable, Codable, Equatable {
  /// Counts up by one from 1 since the process started.
  public var number: Int
  /// When it happened, Unix seconds by the wall clock.
  public var unixSeconds: Int64
  /// How bad it is.
  public var severity: Severity
  /// One line for people; no addresses of mail.
  public var text: String

  /// How bad something is.
  public enum Severity: String, Sendable, Codable, CaseIterable {
    /// Nothing is wrong.
    case info
    /// Somebody should look at it soon.
    case warning
    /// Mail does not flow until somebody does something.
    case critical
  }
}

/// The last events, bounded.
package struct GatewayEvents: Sendable, Equatable {
  /// How many are kept.
  package static let most = 200
  /// The longest text kept, characters.
  package static let longestText = 400

  /// The events, the oldest first.
  package private(set) var events: [GatewayEvent] = []
  private var count = 0

  /// Nothing happened.
  package init() {}

  /// Notes an event.
  package mutating func note(
    _ text: String, _ severity: GatewayEvent.Severity, unixSeconds: Int64
  ) {
    count += 1
    let line = ProblemLog.oneLine(text, atMost: Self.longestText)
    events.append(
      GatewayEvent(number: count, unixSeconds: unixSeconds, severity: severity, text: line))
    if events.count > Self.most { events.removeFirst(events.count - Self.most) }
  }
}

extension GatewayNotice {
  /// How bad it is, for the list of events.
  var severity: GatewayEvent.Severity {
    switch self {
    case .spoolTrouble, .unreadable: .critical
    case .versionRefused, .partsExpired: .warning
    case .reported(_, _, let results) where results.contains { $0.status.class == 5 }: .warning
    default: .info
    }
  }
}
