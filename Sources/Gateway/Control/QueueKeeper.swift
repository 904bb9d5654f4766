// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import struct Foundation.Data
public import Fragmenter

/// What a running gateway does about its mails when a person asks.
///
/// What is answered is on disk.
package protocol QueueKeeper: Sendable {
  /// All that is known of a mail.
  ///
  /// - Throws: ``QueueRefusal``.
  func details(of id: String) async throws(QueueRefusal) -> MailDetails
  /// Does something with a mail.
  ///
  /// - Throws: ``QueueRefusal``.
  func change(_ id: String, _ verb: QueueVerb) async throws(QueueRefusal) -> QueueChange
  /// The names of the mails that wait for a peer, in the order in which they would be sent.
  ///
  /// - Throws: ``QueueRefusal``.
  func waiting(for peer: String) async throws(QueueRefusal) -> WaitingMails
  /// A mail for the recipients behind a peer, as it stands in a batch of SMTP.
  ///
  /// - Throws: ``QueueRefusal``.
  func batched(_ id: String, for peer: String) async throws(QueueRefusal) -> BatchedMail
}

/// What can be done with a mail.
public enum QueueVerb: Sendable, Equatable {
  /// It is kept back until it is released.
  case hold
  /// It goes on.
  case release
  /// It is given up; its recipients have failed.
  case delete
  /// It goes to the head of a class.
  case prioritise(MessageClass)
  /// The relay here gets it again, for the recipients it was handed to.
  case redeliver
  /// It left by a batch for this peer, and is not sent there by radio.
  case exported(peer: String)
}

/// What became of a wish about a mail.
public struct QueueChange: Sendable, Codable, Equatable {
  /// The mail.
  public var id: String
  /// What was done, a line for people.
  public var done: String

  package init(id: String, done: String) {
    self.id = id
    self.done = done
  }
}

/// The mails that wait for a peer.
public struct WaitingMails: Sendable, Codable, Equatable {
  /// The gateway's name.
  public var gateway: String
  /// The peer.
  public var peer: String
  /// Their names, in the order in which they would be sent.
  public var ids: [String]

  package init(gateway: String, peer: String, ids: [String]) {
    self.gateway = gateway
    self.peer = peer
    self.ids = ids
  }
}

/// A mail as it stands in a batch of SMTP.
public struct BatchedMail: Sendable, Codable, Equatable {
  /// The mail.
  public var id: String
  /// Its commands and octets; nil when it cannot stand in a batch.
  public var octets: Data?
  /// Why not.
  public var refusal: String?

  package init(id: String, octets: Data?, refusal: String? = nil) {
    self.id = id
    self.octets = octets
    self.refusal = refusal
  }
}

/// Why a running gateway does not do what was asked about a mail.
package enum QueueRefusal: Error, Equatable, Sendable, CustomStringConvertible {
  /// No mail has that name.
  case unknownMail(String)
  /// No peer has that name; the nearest one that exists.
  case unknownPeer(String, nearest: String?)
  /// The mail is not in a state for this; what it is, and the way out.
  case conflict(String)
  /// The spool failed; nothing was changed.
  case unavailable(String)

  /// One clear line.
  package var description: String {
    switch self {
    case .unknownMail(let id):
      "no mail is called \"\(ProblemLog.oneLine(id))\" here; see: loragw queue"
    case .unknownPeer(let name, let nearest):
      PeerRefusal.unknownPeer(name, nearest: nearest).description
    case .conflict(let why): why
    case .unavailable(let why): "nothing was changed: \(why)"
    }
  }
}
