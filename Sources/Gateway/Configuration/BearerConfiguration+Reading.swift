// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter
import MailRelay

extension BearerConfiguration {
  /// Reads all `[[bearer]]` tables and checks them against each other.
  static func all(_ whole: SectionReader, peers: [PeerConfiguration]) -> [BearerConfiguration] {
    let sections = whole.sections("bearer")
    guard sections.count <= ConfigurationLimits.bearers else {
      whole.refuse(
        "bearer", "\(sections.count) tables", "at most \(ConfigurationLimits.bearers) are legal")
      return []
    }
    var bearers: [BearerConfiguration] = []
    for section in sections {
      guard let bearer = BearerConfiguration(section, peers: peers.map(\.name)) else { continue }
      for other in bearers { bearer.compare(with: other, section) }
      bearers.append(bearer)
    }
    return bearers
  }

  private init?(_ section: SectionReader, peers: [String]) {
    section.checkKeys(known: [
      "kind", "name", "peer", "out", "in", "max_bytes", "class", "node", "peer_node", "after_hours",
    ])
    section.require("kind", "write kind = \"files\", or \"nncp\", or \"batches\"")
    section.require("peer", "write peer = \"village\", the name of the peer it leads to")
    let kinds = BearerKind.allCases.map { ($0.rawValue, $0) }
    let kind = section.choice("kind", among: kinds, what: "kind of bearer")
    let peer = section.choice("peer", among: peers.map { ($0, $0) }, what: "peer")
    let name = section.has("name") ? section.gatewayName("name") : kind?.rawValue
    let (out, into) = (section.absolutePath("out"), section.absolutePath("in"))
    let classes = MailClass.allCases.map { ($0.rawValue, $0) }
    let mailClass = section.choice("class", among: classes, what: "class")
    let bytes = section.integer("max_bytes", in: ConfigurationLimits.bearerBytes)
    let hours = section.integer("after_hours", in: ConfigurationLimits.bearerHours, unit: " hours")
    let (node, peerNode) = (section.node("node"), section.node("peer_node"))
    guard let kind, let peer, let name else { return nil }
    self.init(
      kind: kind, name: name, peer: peer, out: out, in: into,
      mostBytes: bytes ?? Self.defaultMostBytes, mailClass: mailClass ?? .bulk, node: node,
      peerNode: peerNode, afterHours: hours ?? Self.defaultAfterHours)
    check(section)
  }

  /// Logs what does not go with the kind.
  private func check(_ section: SectionReader) {
    if !section.has("out"), !section.has("in") {
      section.refuse("kind", ProblemLog.quoted(kind.rawValue), "needs out, or in, or both")
    }
    let foreign =
      switch kind {
      case .files: ["node", "peer_node", "after_hours"]
      case .nncp: ["after_hours"]
      case .batches: ["node", "peer_node", "max_bytes", "class"]
      }
    for key in foreign where section.has(key) {
      section.refuse(key, nil, "does not go with kind = \"\(kind.rawValue)\"; remove it")
    }
    if kind == .nncp {
      section.require("node", "write the id under self in nncp.hjson of this side")
      section.require("peer_node", "write the id under self in nncp.hjson of the peer's side")
      if let node, node == peerNode {
        section.refuse("peer_node", ProblemLog.quoted(node.text), "is the same as node")
      }
    } else if let out, out == `in` {
      section.refuse("in", ProblemLog.quoted(out), "is out too; use two directories")
    }
  }

  /// Logs what two bearers cannot share.
  private func compare(with other: BearerConfiguration, _ section: SectionReader) {
    let isSamePeer = peer == other.peer
    if isSamePeer, name == other.name {
      section.refuse(
        "name", ProblemLog.quoted(name), "is that of another bearer to \(peer); write name = \"…\"")
    }
    if isSamePeer, kind == .batches, other.kind == .batches {
      section.refuse("kind", "\"batches\"", "is there already for \(peer); one is enough")
    }
    // Several nodes may use one directory of nncp-xfer: each has its own below.
    let sharesNodes = kind == .nncp && other.kind == .nncp
    if sharesNodes, node == other.node, peerNode == other.peerNode {
      section.refuse("peer_node", nil, "is that of the bearer \"\(other.name)\" too")
    }
    guard !sharesNodes else { return }
    for (key, path) in [("out", out), ("in", `in`)] {
      guard let path, [other.out, other.in].contains(path) else { continue }
      section.refuse(
        key, ProblemLog.quoted(path), "is used by the bearer \"\(other.name)\"; use another one")
    }
  }
}

extension SectionReader {
  /// The id of a node of NNCP.
  fileprivate func node(_ key: String) -> NNCPNode? {
    guard let text = string(key) else { return nil }
    guard let node = NNCPNode(text) else {
      refuse(
        key, ProblemLog.quoted(text),
        "is no id of a node; it has 52 characters A-Z and 2-7, see id in nncp.hjson")
      return nil
    }
    return node
  }
}

extension Bearer {
  /// The bearers of a configuration, each with the key of its peer.
  static func all(_ configuration: Configuration) -> [Bearer] {
    configuration.bearers.compactMap { bearer in
      guard let peer = configuration.peer(named: bearer.peer),
        let key = PeerKey(peer.invitation.staticKeyBytes), let content = BearerContent(bearer)
      else { return nil }
      return Bearer(bearer.name, content, peer: key, out: bearer.out, in: bearer.in)
    }
  }
}

extension BearerContent {
  fileprivate init?(_ bearer: BearerConfiguration) {
    let terms = ParcelTerms(mostBytes: bearer.mostBytes, mailClass: bearer.mailClass)
    switch bearer.kind {
    case .files: self = .files(terms)
    case .nncp:
      guard let own = bearer.node, let peer = bearer.peerNode else { return nil }
      self = .nncp(NNCPRoute(own: own, peer: peer), terms)
    case .batches: self = .batches(after: Int64(bearer.afterHours) * 3600)
    }
  }
}
