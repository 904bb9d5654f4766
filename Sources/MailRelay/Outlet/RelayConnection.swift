// SPDX-License-Identifier: Apache-2.0
// Part of loragw

internal import NIOCore

/// What became of a mail on a connection.
enum RelayOutcome: Hashable, Sendable {
  /// Each recipient has its result.
  case finished([RecipientResult])
  /// The connection is of no use any more, and nothing of the mail was sent.
  case retry
}

/// A mail for a connection, and where its outcome goes.
struct RelayJob: Sendable {
  let transaction: MailTransaction
  let outcome: EventLoopPromise<RelayOutcome>
}

/// Tells a connection that no more mails will come.
struct RelayFarewell: Sendable {}

/// An open connection to a relay: the outside of ``RelayConnectionHandler``.
struct RelayConnection: Sendable {
  private let channel: any Channel

  init(_ channel: any Channel) {
    self.channel = channel
  }

  /// Hands a mail over, and returns once each recipient has a result; one mail at a time.
  func handOver(_ transaction: MailTransaction) async -> RelayOutcome {
    let outcome = channel.eventLoop.makePromise(of: RelayOutcome.self)
    let taken = channel.eventLoop.makePromise(of: Void.self)
    // A channel that is closed already has no handler to take the mail.
    taken.futureResult.whenFailure { _ in outcome.succeed(.retry) }
    channel.triggerUserOutboundEvent(
      RelayJob(transaction: transaction, outcome: outcome), promise: taken)
    do {
      return try await outcome.futureResult.get()
    } catch {
      return .retry
    }
  }

  /// Takes leave of the relay.
  func leave() {
    channel.triggerUserOutboundEvent(RelayFarewell(), promise: nil)
  }
}
