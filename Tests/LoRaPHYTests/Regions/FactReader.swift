// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Testing

/// The file of facts: the subset of TOML it is written in.
struct FactFile {
  let root = FactRow(place: "root")
  private(set) var regions: [RegionFacts] = []
  let hardware = FactRow(place: "hardware")

  init() throws {
    let url = try #require(
      Bundle.module.url(forResource: "regions", withExtension: "toml", subdirectory: "Vectors"))
    var section = root
    for (index, line) in try String(contentsOf: url, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let text = line.drop(while: \.isWhitespace)
      if text.isEmpty || text.hasPrefix("#") { continue }
      if text.hasPrefix("[") {
        section = try open(String(text.prefix { $0 != "#" }).trimmed, line: index + 1)
      } else {
        var scanner = FactScanner(rest: text)
        let (key, value) = try scanner.pair()
        try scanner.end()
        try section.set(key, value)
      }
    }
  }

  private mutating func open(_ header: String, line: Int) throws -> FactRow {
    if header == "[[region]]" {
      regions.append(RegionFacts(row: FactRow(place: "region at line \(line)")))
      return regions[regions.count - 1].row
    }
    if header == "[hardware]" { return hardware }
    let last = try #require(regions.indices.last)
    let row = FactRow(place: "\(header) at line \(line)")
    if header == "[[region.subband]]" {
      regions[last].subBands.append(row)
    } else {
      let name = try #require(header.wholeMatch(of: /\[region\.(\w+)\]/)?.output.1)
      regions[last].tables[String(name)] = row
    }
    return row
  }
}

/// One region's facts, with its sub-bands and tables.
struct RegionFacts {
  let row: FactRow
  var subBands: [FactRow] = []
  var tables: [String: FactRow] = [:]

  var allRows: [FactRow] { [row] + subBands + tables.values }
}

/// Reads keys and values from one line.
struct FactScanner {
  var rest: Substring

  mutating func pair() throws -> (String, FactValue) {
    skipSpace()
    let key = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    rest = rest.dropFirst(key.count)
    try #require(!key.isEmpty && take("="), "no key before: \(rest)")
    return (String(key), try value())
  }

  mutating func end() throws {
    skipSpace()
    try #require(rest.isEmpty || rest.hasPrefix("#"), "left over: \(rest)")
  }

  private mutating func value() throws -> FactValue {
    if take("\"") {
      let text = rest.prefix { $0 != "\"" }
      rest = rest.dropFirst(text.count)
      try #require(!text.contains("\\") && take("\""), "no plain string: \(text)")
      return .text(String(text))
    }
    if take("[") {
      var list: [FactValue] = []
      while !take("]") {
        list.append(try value())
        _ = take(",")
      }
      return .list(list)
    }
    if take("{") {
      var table: [String: FactValue] = [:]
      while !take("}") {
        let (key, value) = try pair()
        try #require(table.updateValue(value, forKey: key) == nil)
        _ = take(",")
      }
      return .table(table)
    }
    let word = rest.prefix { !$0.isWhitespace && !",]}#".contains($0) }
    rest = rest.dropFirst(word.count)
    if word == "true" || word == "false" { return .truth(word == "true") }
    let number = word.filter { $0 != "_" }
    try #require(number.wholeMatch(of: /-?\d+(\.\d+)?/) != nil, "no value: \(word)")
    return .number(number)
  }

  private mutating func take(_ character: Character) -> Bool {
    skipSpace()
    guard rest.first == character else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func skipSpace() { rest = rest.drop(while: \.isWhitespace) }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
