// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Fragmenter
package import LoRaPHY

extension GatewayCore {
  /// Asks for a new session with a peer, and forgets the history shared with it.
  ///
  /// - Throws: ``SpoolError`` when the gateway must stop.
  package func rekey(_ peer: PeerKey, at now: Instant) throws(SpoolError) -> [GatewayAction] {
    try spool.forgetHistory(of: peer)
    prepared.remove(peer)
    return try handle(.rekey(peer), at: now)
  }

  /// Sends a peer a request that asks for nothing but its answer; a notice tells the end.
  ///
  /// - Throws: ``SpoolError`` when the gateway must stop.
  package func ping(_ peer: PeerKey, at now: Instant) throws(SpoolError) -> [GatewayAction] {
    guard station.askEcho(of: peer) else { return [] }
    return try handle(.deadline, at: now)
  }

  /// Nobody waits for a peer's answer any more.
  package func dropPing(_ peer: PeerKey) { station.dropEcho(of: peer) }

  /// How many seconds the law keeps this station from pinging a peer; nil: not at all.
  package func pingWait(for peer: PeerKey, at now: Instant) -> Int64? {
    let wait = station.echoWait(for: peer, at: now)
    return wait > .zero ? wait.components.seconds + 1 : nil
  }

  /// The airtime of a ping and its answer.
  package var pingAirtime: Duration {
    settings.link.timeOnAir(bytes: ControlFrame.encodedBytes) * 2
  }

  /// A notice about each ping that has ended.
  func pingNotices() -> [GatewayAction] {
    settings.peers.compactMap { peer in
      guard let end = station.takeEcho(of: peer.key) else { return nil }
      return .notice(.pinged(peer: peer.name, end))
    }
  }

  /// Whether a session is open with a peer.
  package func hasSession(with peer: PeerKey) -> Bool {
    station.links.first { $0.peer == peer }?.sessions.contains { $0.standing == .current } ?? false
  }

  /// The airtime of a handshake, both sides together, when no frame is lost.
  package var handshakeAirtime: Duration {
    [
      HelloFrame.encodedBytes(.initiation, settings.link.mode),
      HelloFrame.encodedBytes(.response, settings.link.mode), ControlFrame.encodedBytes,
    ].reduce(.zero) { $0 + settings.link.timeOnAir(bytes: $1) }
  }

  /// A notice about each peer whose protocol version is refused since the last call.
  func versionNotices() -> [GatewayAction] {
    let refused = station.refusedVersions
    guard refused != toldVersions else { return [] }
    defer { toldVersions = refused }
    return settings.peers.compactMap { peer in
      guard let version = refused[peer.key], toldVersions[peer.key] != version else { return nil }
      return .notice(.versionRefused(peer: peer.name, highest: Int(version)))
    }
  }

  /// Uses another table of peers from now on.
  ///
  /// New peers join the running link. When one went, the link is made anew from what is on disk, as
  /// after a restart, so that nothing of the old peer is listened to.
  ///
  /// - Throws: ``SpoolError`` when the spool cannot be read.
  package func usePeers(
    _ peers: [PeerRoute], at now: Instant
  ) throws(SpoolError) -> [GatewayAction] {
    let before = Set(settings.peers.map(\.key))
    let added = peers.map(\.key).filter { !before.contains($0) }
    settings.peers = peers
    prepared = []
    try spool.forgetHistories(exceptOf: peers.map(\.key))
    if before.isSubset(of: peers.map(\.key)) {
      guard !added.isEmpty else { return [] }
      let memory = try spool.linkMemory()
      for peer in added { station.add(peer, memory: memory) }
      return try handle(.deadline, at: now)
    }
    try restartLink(at: now)
    return []
  }
}
