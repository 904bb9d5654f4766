// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
import Gateway
import SourceTree
import Testing

/// Scenarios of tests, and those shipped with the program.
enum ScenarioFile {
  /// The scenarios shipped with the program, by name.
  static func shipped() throws -> [String] {
    let folder = SourceTree.root.appending(path: "Examples/scenarios").path
    return try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".toml") }.sorted()
  }

  /// Reads one of them.
  static func load(_ name: String) throws -> Scenario {
    try Scenario.load(path: SourceTree.root.appending(path: "Examples/scenarios/\(name)").path)
  }

  /// The rows of the published simulator's delivery ratios.
  static func loraSimRows() throws -> [(nodes: Int, rule: String, ratio: Double)] {
    try SourceTree.text("Tests/LoRaDriverTests/Vectors/lorasim_der.csv").split(separator: "\n")
      .filter { !$0.hasPrefix("#") }.dropFirst().map { line in
        let cells = line.split(separator: ",").map(String.init)
        try #require(cells.count == 3)
        return (
          try #require(Int(cells[0])), cells[1], try #require(Double(cells[2]))
        )
      }
  }

  /// Whether the long forms of the tests shall run.
  static let isProof = ProcessInfo.processInfo.environment["LORAGW_PROOF"] == "1"
}

/// A scenario that has run.
struct SimulatedWorld {
  let report: SimulationReport
  let record: SimulationRecord

  init(_ scenario: Scenario, seed: UInt64 = 1) throws {
    var run = try SimulationRun(scenario, seed: seed) { _ in [] }
    report = try run.run { 0 }
    record = run.record
  }

  init(_ text: String, seed: UInt64 = 1) throws {
    try self.init(try Scenario(parsing: text, file: "f"), seed: seed)
  }

  /// The gateway's count of frames outside the link.
  func bare(_ name: String) throws -> SimulationReport.Unacknowledged {
    try #require(report.gateways[name]?.unacknowledged)
  }
}
