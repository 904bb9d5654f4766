// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Testing

/// A table of measurements: comment lines, a line of names, lines of values.
struct MeasuredTable {
  let rows: [[String: String]]

  init(_ name: String) throws {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "csv", subdirectory: "Vectors"))
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }.map { $0.split(separator: ",").map(String.init) }
    let header = try #require(lines.first)
    rows = lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
  }
}

/// Whether the long forms of the tests shall run, and tell what they found.
let isProof = ProcessInfo.processInfo.environment["LORAGW_PROOF"] == "1"

/// Prints a figure of a proof.
func report(_ figure: String) {
  if isProof { print(figure) }
}

extension [String: String] {
  /// The number in a column.
  func number(_ column: String) throws -> Double {
    try #require(self[column].flatMap(Double.init), "column \(column) of \(self)")
  }

  /// The whole number in a column.
  func whole(_ column: String) throws -> Int {
    try #require(self[column].flatMap(Int.init), "column \(column) of \(self)")
  }
}

/// Where the line through measured points crosses a level; nil when it does not.
func crossing(of level: Double, in points: [(x: Double, y: Double)]) -> Double? {
  let sorted = points.sorted { $0.x < $1.x }
  for (left, right) in zip(sorted, sorted.dropFirst()) {
    guard left.y != right.y, (left.y - level) * (right.y - level) <= 0 else { continue }
    return left.x + (level - left.y) / (right.y - left.y) * (right.x - left.x)
  }
  return nil
}
