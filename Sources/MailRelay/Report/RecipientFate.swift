// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What became of a mail for one recipient, as a report tells it (RFC 3464 §2.3).
public struct RecipientFate: Hashable, Sendable {
  /// What has happened (RFC 3464 §2.3.3).
  public enum Action: String, Hashable, Sendable {
    /// It will never be delivered.
    case failed
    /// It is late; it may still arrive.
    case delayed
    /// It is in the recipient's mailbox.
    case delivered
    /// It was given to a relay that sends no reports of its own.
    case relayed

    /// What the sender must have asked for to be told.
    public var condition: NotifyConditions {
      switch self {
      case .failed: .failure
      case .delayed: .delay
      case .delivered, .relayed: .success
      }
    }
  }

  /// Where the recipient stands in the envelope.
  public var position: Int
  /// What has happened.
  public var action: Action
  /// The enhanced code for it.
  public var status: EnhancedStatus
  /// Why, in words for the sender; one sentence or two.
  public var reason: String
  /// The server that said it, and its reply; nil when the fate was decided here.
  public var remote: Remote?
  /// When the last attempt was made; nil when that is not known.
  public var lastAttempt: MailDate?
  /// Until when it will be tried again; only told of what is delayed.
  public var retryUntil: MailDate?

  /// A server and its reply.
  public struct Remote: Hashable, Sendable {
    /// The server's name.
    public var name: HostName
    /// What it said.
    public var reply: Reply

    /// Makes it.
    public init(name: HostName, reply: Reply) {
      self.name = name
      self.reply = reply
    }
  }

  /// Makes a fate.
  public init(
    position: Int, action: Action, status: EnhancedStatus, reason: String, remote: Remote? = nil,
    lastAttempt: MailDate? = nil, retryUntil: MailDate? = nil
  ) {
    self.position = position
    self.action = action
    self.status = status
    self.reason = reason
    self.remote = remote
    self.lastAttempt = lastAttempt
    self.retryUntil = retryUntil
  }
}
