// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway

/// A changed list of peers and what a running gateway says to it, as `--json` prints it.
struct PeerReloadNote: Encodable {
  /// The peer.
  let peer: String
  /// The domains reached through it; nil when it was removed.
  let domains: [String]?
  /// What the running gateway said.
  let gateway: String

  /// Whether a peer is meant to be known now.
  enum Wish { case known, forgotten }

  /// Tells the running gateway, if one runs; a failure is told, never thrown.
  static func line(_ peer: String, _ wish: Wish, _ settings: Configuration) async -> String {
    let client = ControlClient(stateDirectory: settings.gateway.stateDirectory)
    do throws(ControlError) {
      let reload = try await client.reloadPeers()
      guard reload.peers.contains(peer) == (wish == .known) else {
        return "The running gateway reads another configuration file; restart it with this one."
      }
      let known = wish == .known ? "knows it now" : "forgot it now"
      let rest = reload.needsRestart ? "; other changes in the file need a restart" : ""
      return "The running gateway \(known)\(rest)."
    } catch {
      guard case .notRunning = error else {
        return "The running gateway did not take it (\(error)); restart it."
      }
      return "No gateway runs here now; 'loragw run' will know it."
    }
  }
}
