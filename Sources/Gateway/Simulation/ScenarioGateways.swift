// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaDriver

/// The gateways of a scenario while it is read: single ones, and groups of like ones.
struct ScenarioGateways {
  /// All names, groups spread out.
  private(set) var names: [String] = []
  /// Where each stands.
  private(set) var sites: [StationSite] = []
  /// How far each may be from there at random, in metres.
  private(set) var scatterMetres: [Double?] = []
  /// What each name of the file stands for.
  private var places: [String: Range<Int>] = [:]
  /// The names as the file has them.
  private var written: [String] = []

  /// Gateways of one scenario at most.
  private static let most = 2000

  /// Reads all `[[gateway]]`.
  init(_ whole: SectionReader) {
    whole.require("gateway", "write [[gateway]] with name = \"a\", once for each gateway")
    for section in whole.sections("gateway") { read(section) }
  }

  private mutating func read(_ section: SectionReader) {
    section.require("name", "write name = \"a\"")
    let site = StationSite(section)
    let scatter = section.number("within_m", in: 0.1...1_000_000, unit: "m")
    let count = section.integer("count", in: 1...Self.most)
    guard let name = section.gatewayName("name") else { return }
    let members = count.map { count in (1...count).map { "\(name)-\($0)" } } ?? [name]
    guard members.allSatisfy(GatewayName.isLegal) else {
      return section.refuse(
        "name", ProblemLog.quoted(name), "the gateways' names would be too long; shorten it")
    }
    let isTaken = places[name] != nil || !Set(members).isDisjoint(with: names)
    if isTaken { section.refuse("name", ProblemLog.quoted(name), "stands twice; names are unique") }
    guard names.count + members.count <= Self.most else {
      return section.refuse("count", nil, "a scenario has at most \(Self.most) gateways")
    }
    written.append(name)
    places[name] = names.count..<(names.count + members.count)
    for (offset, member) in members.enumerated() where places[member] == nil {
      places[member] = (names.count + offset)..<(names.count + offset + 1)
    }
    names += members
    sites += members.map { _ in site }
    scatterMetres += members.map { _ in scatter }
  }

  /// Who sends to whom, by `from` and `to`: one way for each sender, nobody to himself.
  func ways(_ section: SectionReader) -> [(from: Int, to: [Int])] {
    let example = written.first ?? "a"
    section.require("from", "name a gateway, like from = \"\(example)\"")
    section.require("to", "name gateways, like to = [\"\(written.last ?? "b")\"]")
    let from = section.string("from").flatMap { lookUp($0, section, "from") }
    let wanted = section.strings("to")
    let to = wanted.map { $0.compactMap { lookUp($0, section, "to") } }
    guard let from, let wanted, let to, to.count == wanted.count else { return [] }
    let ways = from.map { sender in (sender, to.flatMap { $0 }.filter { $0 != sender }) }
    if ways.contains(where: { $0.1.isEmpty }) {
      section.refuse("to", nil, "names no other gateway; nobody writes to himself")
    }
    return ways
  }

  private func lookUp(_ name: String, _ section: SectionReader, _ key: String) -> Range<Int>? {
    if let place = places[name] { return place }
    let legal = written.joined(separator: ", ")
    section.refuse(key, ProblemLog.quoted(name), "no such gateway; legal: \(legal)")
    return nil
  }
}
