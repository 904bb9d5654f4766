// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import Gateway
import LoRaDriver
import LoRaPHY

/// The bare link on a simulated radio; its changes go into a spool and into a model of it.
struct LinkSpoolUser: RadioUser {
  var station: LinkStation
  let spool: Spool
  var model = LinkMemoryModel()
  private(set) var stored = 0
  /// What was given to the link, for when it is given back.
  private var submitted: [MessageHandle: OutboundMessage] = [:]

  init(station: LinkStation, spool: Spool) {
    self.station = station
    self.spool = spool
  }

  var nextDeadline: Instant? { station.nextDeadline }

  mutating func handle(_ event: RadioUserEvent, at now: Instant) throws -> [RadioCommand] {
    switch event {
    case .received(let frame): try perform(.received(frame.bytes, snr: frame.snr), at: now)
    case .transmitted: try perform(.transmitted, at: now)
    case .sensed(.clear): try perform(.sensed(.clear), at: now)
    case .sensed(.busy): try perform(.sensed(.busy), at: now)
    case .deadline: try perform(.deadline, at: now)
    }
  }

  mutating func perform(_ event: LinkEvent, at now: Instant) throws -> [RadioCommand] {
    if case .submit(let message, _) = event { submitted[message.handle] = message }
    let step = station.handle(event, at: now)
    if !step.changes.isEmpty { try spool.apply(step.changes) }
    for change in step.changes { model.apply(change) }
    var commands: [RadioCommand] = []
    for action in step.actions {
      switch action {
      case .tune(let channel): commands.append(.tune(channel))
      case .transmit(let frame): commands.append(.transmit(frame))
      case .sense: commands.append(.sense)
      case .opened(let message):
        stored += 1
        commands += try perform(
          .stored(message.peer, message.session, message.number), at: now)
      case .returned(let handle, let peer):
        guard let message = submitted[handle] else { break }
        commands += try perform(.submit(message, to: peer), at: now)
      case .delivered, .historyUnknown: break
      }
    }
    return commands
  }
}

/// What the link's memory must be after its changes, in the plainest terms.
struct LinkMemoryModel: Equatable {
  var sessions: [SessionRecord] = []
  var marks: [PeerKey: HandshakeMarks] = [:]
  var sealed: [Name: Sealed] = [:]
  var symbols: [Name: [Int: StoredSymbol]] = [:]
  /// Which kinds of change were seen.
  var kinds: Set<String> = []

  struct Name: Hashable {
    let session: SessionID
    let number: MessageNumber
  }

  struct Sealed: Equatable {
    var message: SealedMessage
    var nextSymbolID: Int
  }

  static func == (left: Self, right: Self) -> Bool {
    left.sessions == right.sessions && left.marks == right.marks && left.sealed == right.sealed
      && left.symbols == right.symbols
  }

  init() {}

  init(_ memory: LinkMemory) {
    sessions = memory.sessions
    marks = memory.marks
    for (message, next) in memory.sealed {
      sealed[Name(session: message.session, number: message.number)] = Sealed(
        message: message, nextSymbolID: next)
    }
    for symbol in memory.symbols {
      symbols[Name(session: symbol.session, number: symbol.number), default: [:]][symbol.id] =
        symbol
    }
  }

  mutating func apply(_ change: LinkChange) {
    kinds.insert(String("\(change)".prefix { $0 != "(" }))
    switch change {
    case .session(let record):
      if let index = sessions.firstIndex(where: { $0.id == record.id }) {
        sessions[index] = record
      } else {
        sessions.append(record)
      }
    case .dropSession(let id):
      sessions.removeAll { $0.id == id }
      sealed = sealed.filter { $0.key.session != id }
      symbols = symbols.filter { $0.key.session != id }
    case .handshakeMarks(let peer, let mark): marks[peer] = mark
    case .sealed(let message):
      sealed[Name(session: message.session, number: message.number)] = Sealed(
        message: message, nextSymbolID: 0)
    case .symbolsReserved(let session, let number, let bound):
      sealed[Name(session: session, number: number)]?.nextSymbolID = bound
    // Nothing is reserved on an air without limits.
    case .airtimeRestored, .airtimeReserved, .airtimeSettled, .airtimeAlive: break
    case .unsealed(let session, let number):
      sealed[Name(session: session, number: number)] = nil
    case .symbol(let symbol):
      let name = Name(session: symbol.session, number: symbol.number)
      if symbols[name]?[symbol.id] == nil { symbols[name, default: [:]][symbol.id] = symbol }
    case .forgetSymbols(let session, let number, let first):
      let name = Name(session: session, number: number)
      let kept = symbols[name, default: [:]].filter { $0.key < first }
      symbols[name] = kept.isEmpty ? nil : kept
    }
  }
}
