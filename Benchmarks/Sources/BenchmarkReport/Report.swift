// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation

/// Prints figures beside their goals and remembers what was missed.
public struct Report: Sendable {
  private var misses: [String] = []
  private var judged = 0
  private var section = ""

  /// A report without figures.
  public init() {}

  /// Prints the head of a section.
  public mutating func begin(_ title: String) {
    section = title
    line("\n\(title)")
  }

  /// A line as it is.
  public func line(_ text: String) {
    print(text)
    fflush(nil)
  }

  /// Counts a verdict; the mark of it.
  public mutating func judge(_ name: String, _ verdict: Verdict) -> String {
    judged += 1
    if verdict == .miss { misses.append("\(section): \(name)") }
    return verdict.rawValue
  }

  /// One figure and its goal; `slack` is the part of the figure that chance explains.
  public mutating func row(
    _ name: String, _ figure: Double, _ goal: Goal, _ unit: Unit, slack: Double = 0
  ) {
    let mark = judge(name, goal.verdict(on: figure, slack: slack))
    let bound = goal.sign + " " + unit.text(goal.bound)
    line(
      Self.left(name, 62) + Self.right(unit.text(figure), 12) + Self.right(bound, 15)
        + "  \(mark)")
  }

  /// Prints how many goals are met and which are not; exit status 1 when one is missed.
  public func end() {
    line("\n\(judged - misses.count) of \(judged) goals met")
    for miss in misses { line("MISS \(miss)") }
    if !misses.isEmpty { exit(1) }
  }

  /// A text filled up on its right.
  public static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// A text filled up on its left.
  public static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
