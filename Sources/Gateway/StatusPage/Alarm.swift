// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Something that needs a person, in words, with what to do about it.
public struct Alarm: Sendable, Codable, Equatable {
  /// What kind of thing it is.
  public var kind: Kind
  /// How bad it is.
  public var severity: GatewayEvent.Severity
  /// The peer, band or mail it is about; nil when it is about the gateway.
  public var subject: String?
  /// What is wrong, one line.
  public var text: String
  /// What to do about it, one line.
  public var remedy: String

  /// The kinds of alarm.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// The radio cannot be used.
    case radioFault = "radio_fault"
    /// The station may not send.
    case receiveOnly = "receive_only"
    /// The spool's disk is nearly full.
    case diskNearlyFull = "disk_nearly_full"
    /// The wall clock is wrong.
    case clock
    /// A peer was not heard for long.
    case peerSilent = "peer_silent"
    /// A peer speaks a protocol version that is refused.
    case versionRefused = "version_refused"
    /// The law lets no more mail go in a band for now.
    case airtimeSpent = "airtime_spent"
    /// A mail waits for long.
    case queueOld = "queue_old"
    /// A mail cannot be delivered without a person.
    case mailStuck = "mail_stuck"
  }

  /// One line for people.
  public var line: String { "\(text); \(remedy)" }
}
