// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation

/// Prints figures beside their goals and remembers what was missed.
struct Report {
  private(set) var misses: [String] = []
  private(set) var judged = 0
  private var section = ""

  mutating func begin(_ title: String) {
    section = title
    line("\n\(title)")
  }

  /// A line as it is.
  func line(_ text: String) {
    print(text)
    fflush(nil)
  }

  /// Counts a verdict; the mark of it.
  mutating func judge(_ name: String, _ verdict: Verdict) -> String {
    judged += 1
    if verdict == .miss { misses.append("\(section): \(name)") }
    return verdict.rawValue
  }

  /// One figure and its goal; `slack` is the part of the figure that chance explains.
  mutating func row(
    _ name: String, _ figure: Double, _ goal: Goal, _ unit: Unit, slack: Double = 0
  ) {
    let mark = judge(name, goal.verdict(on: figure, slack: slack))
    let bound = goal.sign + " " + unit.text(goal.bound)
    line(
      Self.left(name, 62) + Self.right(unit.text(figure), 12) + Self.right(bound, 15)
        + "  \(mark)")
  }

  static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
