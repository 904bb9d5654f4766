// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY

/// What the link finds on disk when it starts.
public struct LinkMemory: Sendable {
  /// Sessions that still finish what they began, oldest first.
  public var sessions: [SessionRecord] = []
  /// Sealed messages that are not confirmed, with the lowest symbol id surely never sent.
  public var sealed: [(message: SealedMessage, nextSymbolID: Int)] = []
  /// Symbols received of messages that are not stored.
  public var symbols: [StoredSymbol] = []
  /// Handshake counters.
  public var marks: [PeerKey: HandshakeMarks] = [:]

  /// Airtime by band; records of which nobody knows the band count in each band.
  public var airtime: [RowName: AirtimeMemory] = [:]

  /// An empty memory: a first start.
  public init() {}
}

extension Link {
  /// Takes up what is on disk.
  mutating func restore(_ memory: LinkMemory) {
    for record in memory.sessions where record.peer == peer {
      var session = Session(restored: record)
      for (message, next) in memory.sealed where message.session == record.id {
        session.begin(OutgoingTransfer(resuming: message, nextSymbolID: next))
      }
      for symbol in memory.symbols where symbol.session == record.id {
        session.restore(symbol)
      }
      sessions.append(session)
    }
  }
}

extension Session {
  /// Takes up a symbol read from disk.
  mutating func restore(_ symbol: StoredSymbol) {
    guard record.receive.accepts(symbol.number) else { return }
    var transfer = incoming[symbol.number] ?? IncomingTransfer(number: symbol.number)
    _ = transfer.receive(id: symbol.id, symbol: symbol.bytes, sourceCount: symbol.sourceCount)
    incoming[symbol.number] = transfer
  }
}
