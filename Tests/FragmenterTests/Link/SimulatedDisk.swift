// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter

/// What is durable in the tests, kept as a spool would.
struct SimulatedDisk {
  var memory = LinkMemory()

  /// The machine starts anew: its clock means nothing to what is stored.
  mutating func reboot() {
    for band in memory.airtime.keys { memory.airtime[band]?.lifeSign = nil }
  }

  mutating func apply(_ change: LinkChange) {
    switch change {
    case .session(let record):
      if let index = memory.sessions.firstIndex(where: { $0.id == record.id }) {
        memory.sessions[index] = record
      } else {
        memory.sessions.append(record)
      }
    case .dropSession(let id):
      memory.sessions.removeAll { $0.id == id }
      memory.sealed.removeAll { $0.message.session == id }
      memory.symbols.removeAll { $0.session == id }
    case .handshakeMarks(let peer, let marks): memory.marks[peer] = marks
    case .sealed(let message): memory.sealed.append((message, 0))
    case .symbolsReserved(let session, let number, let bound):
      for index in memory.sealed.indices
      where memory.sealed[index].message.session == session
        && memory.sealed[index].message.number == number
      {
        memory.sealed[index].nextSymbolID = bound
      }
    case .airtimeRestored(let band, let snapshot):
      memory.airtime[band] = AirtimeMemory(
        snapshot: snapshot, lifeSign: memory.airtime[band]?.lifeSign)
    case .airtimeReserved(let band, let record, let bound):
      let former = memory.airtime[band]
      var records = former?.snapshot.records ?? []
      records.removeAll { $0.number == record.number || $0.end < bound }
      memory.airtime[band] = AirtimeMemory(
        snapshot: DutySnapshot(
          records: records + [record], lastAlive: former?.snapshot.lastAlive ?? 0),
        lifeSign: former?.lifeSign)
    case .airtimeSettled(let band, let number, let record):
      memory.airtime[band]?.snapshot.records.removeAll { $0.number == number }
      if let record { memory.airtime[band]?.snapshot.records.append(record) }
    case .airtimeAlive(let band, let sign):
      memory.airtime[band]?.lifeSign = sign
      memory.airtime[band]?.snapshot.lastAlive = sign.time
    case .unsealed(let session, let number):
      memory.sealed.removeAll { $0.message.session == session && $0.message.number == number }
    case .symbol(let symbol): memory.symbols.append(symbol)
    case .forgetSymbols(let session, let number, let first):
      memory.symbols.removeAll {
        $0.session == session && $0.number == number && $0.id >= first
      }
    }
  }
}
