// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a running gateway does about its peers when a person asks.
package protocol PeerKeeper: Sendable {
  /// Makes a new handshake with a peer soon; what the old session began is finished in it.
  ///
  /// - Throws: ``PeerRefusal``.
  func rekey(peer name: String) async throws(PeerRefusal) -> RekeyReport
  /// Sends a peer a request and waits for its answer.
  ///
  /// - Throws: ``PeerRefusal``.
  func ping(peer name: String) async throws(PeerRefusal) -> PingReport
  /// Reads the peers of the configuration file again and uses them from now on.
  ///
  /// - Throws: ``PeerRefusal``.
  func reloadPeers() async throws(PeerRefusal) -> PeerReload
  /// Takes up peers that were accepted or removed between the reading of the file and the moment
  /// from which a command can tell.
  func catchUp() async
}

/// A handshake that was asked for, and what it costs.
public struct RekeyReport: Sendable, Codable, Equatable {
  /// The peer.
  public var peer: String
  /// Whether a session is open that the new one replaces.
  public var hadSession: Bool
  /// Time on air of both sides when no frame is lost, microseconds.
  public var airtimeUs: Int64

  /// Makes a report.
  package init(peer: String, hadSession: Bool, airtimeUs: Int64) {
    self.peer = peer
    self.hadSession = hadSession
    self.airtimeUs = airtimeUs
  }
}

/// A measured round trip to a peer.
public struct PingReport: Sendable, Codable, Equatable {
  /// The peer.
  public var peer: String
  /// From keying the request to the end of its answer, microseconds.
  public var roundTripUs: Int64
  /// Signal to noise ratio at which the peer heard the request, decibels.
  public var snrThereDecibels: Double
  /// Signal to noise ratio at which its answer was heard here, decibels.
  public var snrHereDecibels: Double
  /// Time on air of request and answer, microseconds.
  public var airtimeUs: Int64

  /// Makes a report.
  package init(
    peer: String, roundTripUs: Int64, snrThereDecibels: Double, snrHereDecibels: Double,
    airtimeUs: Int64
  ) {
    self.peer = peer
    self.roundTripUs = roundTripUs
    self.snrThereDecibels = snrThereDecibels
    self.snrHereDecibels = snrHereDecibels
    self.airtimeUs = airtimeUs
  }
}

/// The peers after the file was read again.
public struct PeerReload: Sendable, Codable, Equatable {
  /// All peers the gateway talks to from now on.
  public var peers: [String]
  /// Whether the file differs in more than peers from what the gateway was started with.
  public var needsRestart: Bool

  /// Makes a report.
  package init(peers: [String], needsRestart: Bool) {
    self.peers = peers
    self.needsRestart = needsRestart
  }
}

/// Why a running gateway does not do what was asked about a peer.
package enum PeerRefusal: Error, Equatable, Sendable, CustomStringConvertible {
  /// No peer has that name; the nearest one that exists.
  case unknownPeer(String, nearest: String?)
  /// A handshake was asked for a short while ago; one is due again after that many seconds.
  case tooSoon(peer: String, seconds: Int64)
  /// A ping was sent a short while ago; the next may go after that many seconds.
  case pingedTooSoon(peer: String, seconds: Int64)
  /// The law's airtime is spent; a ping may go after that many seconds.
  case airtimeSpent(peer: String, seconds: Int64)
  /// A ping had no answer in so many seconds.
  case noAnswer(peer: String, seconds: Int64)
  /// The station does not send.
  case receiveOnly(String)
  /// The configuration file cannot be used; the first line that says why.
  case configuration(String)
  /// The gateway was not started from a file, or its spool failed.
  case unavailable(String)

  /// One clear line.
  package var description: String {
    switch self {
    case .unknownPeer(let name, let nearest):
      let hint = nearest.map { "; did you mean \"\($0)\"?" } ?? "; see: loragw peer list"
      return "the running gateway knows no peer \"\(ProblemLog.oneLine(name))\"\(hint)"
    case .tooSoon(let peer, let seconds):
      return "a handshake with \"\(peer)\" was asked for less than"
        + " \(WishPace.handshake.components.seconds / 60) min ago;"
        + " airtime is dear, try again in \(seconds) s"
    case .pingedTooSoon(let peer, let seconds):
      return "\"\(peer)\" was pinged less than \(WishPace.ping.components.seconds) s ago;"
        + " airtime is dear, try again in \(seconds) s"
    case .airtimeSpent(let peer, let seconds):
      return
        "the law's airtime is spent, no ping of \"\(peer)\" was sent; try again in \(seconds) s,"
        + " `loragw status` shows what is left"
    case .noAnswer(let peer, let seconds):
      return
        "no answer from \"\(peer)\" in \(seconds) s; does its gateway run, on the same channel?"
        + " `loragw listen` shows what is heard"
    case .receiveOnly(let why): return "nothing is sent: the gateway is \(why)"
    case .configuration(let why): return why
    case .unavailable(let why): return why
    }
  }
}
