// SPDX-License-Identifier: Apache-2.0
// Part of loragw

extension PeerConfiguration {
  /// Reads all `[[peer]]` tables and checks them against each other and against this gateway.
  static func all(
    _ whole: SectionReader, gateway: GatewayConfiguration?, region: String?
  ) -> [PeerConfiguration] {
    let sections = whole.sections("peer")
    guard sections.count <= ConfigurationLimits.peers else {
      whole.refuse(
        "peer", "\(sections.count) tables", "at most \(ConfigurationLimits.peers) are legal")
      return []
    }
    var ledger = PeerLedger(gateway: gateway)
    var peers: [PeerConfiguration] = []
    for section in sections {
      guard let peer = PeerConfiguration(section) else { continue }
      ledger.enter(peer, section)
      if let region { RegionRule.checkMode(of: peer, in: region, section) }
      peers.append(peer)
    }
    return peers
  }

  private init?(_ section: SectionReader) {
    section.checkKeys(known: ["name", "key", "domains", "from_domains", "relay_for"])
    section.require("name", "write name = \"village\", what to call this peer")
    section.require("key", "write key = \"loragw1…\", the line of 'loragw peer invite' there")
    let name = section.gatewayName("name")
    let invitation = PeerConfiguration.invitation(section, name: name)
    let domains = section.domains("domains")
    let from = section.domains("from_domains", mayBeEmpty: true)
    let relay = section.domains("relay_for", mayBeEmpty: true)
    guard let name, let invitation else { return nil }
    guard !section.has("domains") || domains != nil else { return nil }
    let reached = domains ?? invitation.domains
    self.init(
      name: name, invitation: invitation, domains: reached, fromDomains: from ?? reached,
      relayFor: relay ?? [])
  }

  private static func invitation(_ section: SectionReader, name: String?) -> Invitation? {
    guard let line = section.string("key") else { return nil }
    do {
      return try Invitation(parsing: line)
    } catch {
      let whose = name.map { "the key of peer \"\($0)\"" } ?? "this peer's key"
      section.refuse("key", ProblemLog.quoted(line), "\(whose) is not usable: \(error)")
      return nil
    }
  }
}

/// What names, keys and domains are taken already.
private struct PeerLedger {
  private var names: [String: String] = [:]
  private var keys: [[UInt8]: String] = [:]
  private var domains: [DomainName: String] = [:]

  init(gateway: GatewayConfiguration?) {
    guard let gateway else { return }
    names[gateway.name.lowercased()] = "this gateway itself"
    for domain in gateway.localDomains { domains[domain] = "gateway.local_domains" }
  }

  /// Logs each clash of a peer with those before it, and takes what is its.
  mutating func enter(_ peer: PeerConfiguration, _ section: SectionReader) {
    if let other = names[peer.name.lowercased()] {
      section.refuse(
        "name", ProblemLog.quoted(peer.name), "is taken by \(other); give this peer another name")
    }
    if let other = keys[peer.invitation.staticKeyBytes] {
      section.refuse("key", nil, "is the same key as that of \(other); remove one of the two")
    }
    for domain in peer.domains {
      guard let other = domains[domain] else { continue }
      section.refuse(
        "domains", ProblemLog.quoted(domain.text),
        "is taken by \(other); a domain is reached by one way only")
    }
    let label = "peer \"\(peer.name)\""
    names[peer.name.lowercased()] = names[peer.name.lowercased()] ?? label
    keys[peer.invitation.staticKeyBytes] = label
    for domain in peer.domains { domains[domain] = domains[domain] ?? label }
  }
}
