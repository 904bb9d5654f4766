// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What became of a mail for one recipient.
public enum RecipientResult: Hashable, Sendable {
  /// The relay took the mail and answers for it.
  case delivered(Reply)
  /// Not now; the same mail may be handed over later.
  case temporary(Reply)
  /// Never; the sender is to be told.
  case permanent(Reply)

  /// What a relay's final reply means; one that is none of 2yz, 4yz, 5yz is a fault to retry.
  init(_ reply: Reply) {
    switch reply.outcome {
    case .success: self = .delivered(reply)
    case .temporaryFailure: self = .temporary(reply)
    case .permanentFailure: self = .permanent(reply)
    case .intermediate:
      self = .temporary(Reply(451, .init(4, 5, 0), "The relay answered out of turn: \(reply)"))
    }
  }

  /// The reply behind the result.
  public var reply: Reply {
    switch self {
    case .delivered(let reply), .temporary(let reply), .permanent(let reply): reply
    }
  }
}
