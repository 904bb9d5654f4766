// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// Reads the peers again; the flag says that more than them changed.
typealias PeerSource = @Sendable () throws(PeerRefusal) -> (peers: [PeerRoute], hasMore: Bool)

extension GatewayEngine: PeerKeeper {
  func rekey(peer name: String) throws(PeerRefusal) -> RekeyReport {
    let peer = try sendablePeer(name)
    if let seconds = rekeyPace.wait(for: name, at: SystemClock.now()) {
      throw .tooSoon(peer: name, seconds: seconds)
    }
    let report = RekeyReport(
      peer: name, hadSession: core.hasSession(with: peer.key),
      airtimeUs: core.handshakeAirtime.wholeMicroseconds)
    run { core, now throws(SpoolError) in try core.rekey(peer.key, at: now) }
    journal.rekey(name)
    return report
  }

  /// The peer of this name, when frames may be sent to it.
  func sendablePeer(_ name: String) throws(PeerRefusal) -> PeerRoute {
    let settings = core.settings
    guard let peer = settings.peers.first(where: { $0.name == name }) else {
      throw .unknownPeer(
        name, nearest: KeySpelling.nearest(to: name, among: settings.peers.map(\.name)))
    }
    if let why = settings.receiveOnly { throw .receiveOnly(why) }
    return peer
  }

  func catchUp() {
    do throws(PeerRefusal) {
      guard try peerSource().peers != core.settings.peers else { return }
      _ = try reloadPeers()
    } catch {
      // Without a file there is nothing to read again.
      if case .configuration = error { journal.peersNotRead(error.description) }
    }
  }

  func reloadPeers() throws(PeerRefusal) -> PeerReload {
    let found = try peerSource()
    run { core, now throws(SpoolError) in try core.usePeers(found.peers, at: now) }
    let names = core.settings.peers.map(\.name)
    journal.peers(names)
    return PeerReload(peers: names, needsRestart: found.hasMore)
  }
}
