// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY
import SourceTree
import Testing

/// The tables of docs/law.md, compared with the rows that the gateway keeps to.
@Suite struct RegionDocumentTests {
  @Test func `docs and code say the same of every row of every region`() throws {
    let text = try SourceTree.text("docs/law.md")
    let written = text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
    let kept = Region.all.flatMap { region in region.subBands.map { Self.line(region, $0) } }
    #expect(kept.count > 40)
    for line in kept where !written.contains(line) { Issue.record("missing: \(line)") }
    for line in written where !kept.contains(line) { Issue.record("too much: \(line)") }
    let isInOrder = written == kept
    #expect(isInOrder)
  }

  private static func line(_ region: Region, _ row: SubBand) -> String {
    let cells = [
      "`\(region.id)/\(row.name)`", "\(row.edges.lower)–\(row.edges.upper)", power(row), share(row),
      besides(row),
      row.confidence.rawValue,
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private static func power(_ row: SubBand) -> String {
    guard row.access == .allowed else { return "" }
    let limits = [
      row.power.eirp.map { "\($0) EIRP" }, row.power.conducted.map { "\($0) conducted" },
    ]
    return limits.compactMap(\.self).joined(separator: ", ")
  }

  private static func share(_ row: SubBand) -> String {
    guard row.access == .allowed else { return "forbidden" }
    let cycle = row.timing.dutyCycle
    guard cycle.isLimited else { return "" }
    return
      "\(Double(cycle.partsPerMillion) / 10_000) % of \(cycle.window.wholeMicroseconds / 1_000_000) s"
  }

  private static func besides(_ row: SubBand) -> String {
    var words: [String] = []
    if case .forbidden(let reason) = row.access { words.append(reason) }
    if case .onRequest(let needed) = row.selection {
      words.append("only for: " + needed.joined(separator: "; "))
    }
    let timing = row.timing
    if let longest = timing.longestFrame {
      words.append("frames of \(longest.wholeMicroseconds / 1_000) ms at most")
    }
    if timing.pause > .zero {
      words.append("\(timing.pause.wholeMicroseconds / 1_000) ms of silence after each")
    }
    if timing.listening != nil { words.append("listening for energy first") }
    if let hopping = timing.hopping { words.append("hopping over \(hopping.channels) channels") }
    return words.joined(separator: ", ")
  }
}
