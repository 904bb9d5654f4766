// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Hands mails to one outlet, and keeps connections to a relay open for the next mail.
///
/// A kept connection that turns out dead costs nothing: the mail goes over another one, since
/// nothing of it was sent.
public actor DeliveryAgent {
  private let outlet: MailOutlet
  private let hostName: HostName
  private let idleTime: Duration
  private var kept: [RelayConnection] = []
  private var isGoingDown = false

  /// Makes an agent; it connects when there is a mail.
  ///
  /// - Parameters:
  ///   - outlet: Where mail goes.
  ///   - hostName: The name to greet with.
  ///   - idleTime: How long a connection is kept for another mail.
  public init(_ outlet: MailOutlet, as hostName: HostName, idleTime: Duration = .seconds(30)) {
    self.outlet = outlet
    self.hostName = hostName
    self.idleTime = idleTime
  }

  /// Hands over a mail and tells what became of it for each recipient, in the envelope's order.
  ///
  /// It never fails as a whole: what goes wrong is a temporary result. Mails may be handed over
  /// side by side; each has a connection of its own then.
  public func deliver(
    _ transaction: MailTransaction, deliveryID: DeliveryID
  ) async -> [RecipientResult] {
    guard let relay = outlet.relay else {
      return await outlet.store(transaction, id: deliveryID)
    }
    while let connection = kept.popLast() {
      if let results = await handOver(transaction, connection) { return results }
    }
    do {
      let connection = try await relay.connect(as: hostName, idleTime: idleTime)
      return await handOver(transaction, connection)
        ?? relay.unreachable(transaction, "it was closed at once")
    } catch {
      return relay.unreachable(transaction, "\(ConnectionTrouble(error))")
    }
  }

  /// Takes leave of the relay; what is under way is finished first.
  public func shutdown() {
    isGoingDown = true
    for connection in kept { connection.leave() }
    kept = []
  }

  /// Hands over on this connection; nil when another is to be tried.
  private func handOver(
    _ transaction: MailTransaction, _ connection: RelayConnection
  ) async -> [RecipientResult]? {
    guard case .finished(let results) = await connection.handOver(transaction) else { return nil }
    if kept.count < Limits.keptConnections, !isGoingDown {
      kept.append(connection)
    } else {
      connection.leave()
    }
    return results
  }
}
