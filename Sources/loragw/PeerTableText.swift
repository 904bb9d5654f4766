// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Gateway

/// The peers of a configuration, for people and programs.
package struct PeerTableText {
  /// A peer, as `peer list --json` prints it.
  package struct Row: Encodable {
    package var name: String
    package var fingerprint: String
    package var domains: [String]
    package var relayFor: [String]

    /// A peer.
    package init(name: String, fingerprint: String, domains: [String], relayFor: [String] = []) {
      self.name = name
      self.fingerprint = fingerprint
      self.domains = domains
      self.relayFor = relayFor
    }
  }

  /// The peers, in the order of the file.
  package let rows: [Row]

  /// These rows.
  package init(rows: [Row]) { self.rows = rows }

  /// The peers of a configuration.
  init(_ peers: [PeerConfiguration]) {
    rows = peers.map { peer in
      Row(
        name: peer.name, fingerprint: peer.invitation.fingerprint,
        domains: peer.domains.map(\.text), relayFor: peer.relayFor.map(\.text))
    }
  }

  /// Columns without a head, at most so wide.
  package func lines(columns: Int) -> [StyledText] {
    var table = TextTable(["peer", "fingerprint", "domains"], shrinking: ["domains", "peer"])
    for row in rows {
      table.add([row.name, row.fingerprint, row.domains.joined(separator: ",")])
    }
    return Array(table.lines(columns: columns).dropFirst())
  }

  /// Fields separated by tabs, nothing left out.
  package var tabLines: [String] {
    rows.map { "\($0.name)\t\($0.fingerprint)\t\($0.domains.joined(separator: ","))" }
  }
}
