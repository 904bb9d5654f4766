// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import LoRaPHY

/// Checks in every step of every test what must never happen, against what is on disk.
///
/// It outlives restarts and restored backups, because keys do too.
struct LinkWatch {
  /// What went wrong; empty in every test.
  private(set) var violations: [String] = []
  private var seals: [Place: [UInt8]] = [:]
  private var initiations: [PeerKey: (frames: Set<[UInt8]>, counter: UInt32)] = [:]

  private struct Place: Hashable {
    var session: SessionID
    var number: MessageNumber
  }

  /// A backup was put back: counters of initiations may come again, keys must not.
  mutating func backupPutBack() {
    for peer in initiations.keys { initiations[peer]?.counter = 0 }
  }

  /// A change is about to be committed: no number is sealed twice with different contents.
  mutating func see(_ change: LinkChange) {
    guard case .sealed(let message) = change else { return }
    let place = Place(session: message.session, number: message.number)
    let former = seals.updateValue(message.sealed, forKey: place)
    if let former, former != message.sealed { violations.append("a number was sealed twice") }
  }

  /// A frame is about to be keyed, with all changes of its step and of those before on `disk`.
  mutating func see(
    _ frame: [UInt8], disk: SimulatedDisk, peers: [PeerKey], own: PeerKey, mode: PayloadMode
  ) {
    let decoded = try? Frame(decoding: frame)
    if let decoded, decoded.mode != mode { violations.append("a frame of the other mode") }
    switch decoded {
    case .single(let single):
      let isSealed = disk.memory.sealed.contains {
        $0.message.number == single.number && $0.message.sealed == single.sealed
          && disk.remoteConnection($0.message.session) == single.connection
      }
      if !isSealed { violations.append("a single before its seal was committed") }
      if let done = single.acknowledged {
        check(isClosed: disk) {
          $0.remoteConnection == single.connection && $0.receive.isClosed(done)
        }
      }
    case .symbol(let symbol): see(symbol, disk: disk)
    case .control(let control): see(control, disk: disk)
    case .reservation, .identification: break
    case .hello(let hello): see(hello, frame, disk: disk, peers: peers, own: own)
    case nil: violations.append("a frame that is none")
    }
  }

  private mutating func see(_ symbol: SymbolFrame, disk: SimulatedDisk) {
    let isReserved = disk.memory.sealed.contains {
      $0.message.number.slot == symbol.slot && symbol.symbolID < $0.nextSymbolID
        && disk.remoteConnection($0.message.session) == symbol.connection
    }
    if !isReserved { violations.append("a symbol before its seal or its id was committed") }
  }

  private mutating func see(_ control: ControlFrame, disk: SimulatedDisk) {
    switch control.content {
    case .poll(_, 0, _), .poll(0, _, _): break
    case .poll, .abort:
      let isSealed = disk.memory.sealed.contains {
        $0.message.number.slot == control.slot
          && disk.remoteConnection($0.message.session) == control.connection
      }
      if !isSealed { violations.append("a request before its seal was committed") }
    case .done, .abortAcknowledged:
      check(isClosed: disk) {
        $0.remoteConnection == control.connection
          && $0.receive.number(slot: control.slot).map($0.receive.isClosed) == true
      }
    case .report, .busy, .rejected, .historyUnknown: break
    }
  }

  private mutating func check(isClosed disk: SimulatedDisk, in session: (SessionRecord) -> Bool) {
    guard !disk.memory.sessions.contains(where: session) else { return }
    violations.append("a DONE before the number was closed on disk")
  }

  private mutating func see(
    _ hello: HelloFrame, _ frame: [UInt8], disk: SimulatedDisk, peers: [PeerKey], own: PeerKey
  ) {
    guard hello.kind == .initiation else { return }
    let peer = peers.first {
      HandshakeContext.hint(initiator: own, responder: $0) == hello.address
    }
    guard let peer, let counter = disk.memory.marks[peer]?.own, counter > 0 else {
      violations.append("an initiation without a counter on disk")
      return
    }
    var known = initiations[peer] ?? ([], 0)
    if known.frames.insert(frame).inserted {
      if counter == known.counter { violations.append("two initiations with one counter") }
      known.counter = counter
    }
    initiations[peer] = known
  }
}

extension SimulatedDisk {
  fileprivate func remoteConnection(_ session: SessionID) -> UInt8? {
    memory.sessions.first { $0.id == session }?.remoteConnection
  }
}
