// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
package import Logging

/// One line of the log: what happened in words, then what programs look for as `key=value`.
package struct LogLine: Equatable, Sendable {
  /// The longest message or value, in characters.
  package static let longestText = 1_000
  /// Keys that come before all others.
  private static let firstKeys = ["event", "mail", "peer"]

  /// How much it weighs.
  package var level: Logger.Level
  /// What happened.
  package var message: String
  /// What programs look for.
  package var fields: [String: String]

  /// Gathers the fields.
  package init(_ level: Logger.Level, _ message: String, fields: [String: String] = [:]) {
    self.level = level
    self.message = message
    self.fields = fields
  }

  /// The line, without its end.
  ///
  /// Texts of others stand in it: line ends and control characters are written as escapes. Below
  /// and at debug, addresses are always shown.
  package func text(
    _ form: LogForm, showing addresses: AddressDisplay, unixSeconds: Int64
  ) -> String {
    let body = ([words(message)] + sortedFields).joined(separator: " ")
    let shown = addresses == .shown || level <= .debug ? body : AddressMask.masked(body)
    switch form {
    case .journal: return "<\(level.journalPriority)>\(shown)"
    case .terminal:
      let time = Date(timeIntervalSince1970: TimeInterval(unixSeconds)).formatted(.iso8601)
      let name = level.rawValue.padding(
        toLength: Self.levelWidth, withPad: " ", startingAt: 0)
      return "\(time) \(name) \(shown)"
    }
  }

  private static let levelWidth = "critical".count

  private func words(_ text: String) -> String {
    ProblemLog.oneLine(text, atMost: Self.longestText)
  }

  private var sortedFields: [String] {
    let first = Self.firstKeys.filter { fields[$0] != nil }
    let others = fields.keys.filter { !Self.firstKeys.contains($0) }.sorted()
    return (first + others).map { "\($0)=\(value(fields[$0] ?? ""))" }
  }

  /// A value in quotes where it would not be one word.
  private func value(_ text: String) -> String {
    let plain = words(text)
    let isWord = !plain.isEmpty && !plain.contains { " \"=".contains($0) }
    return isWord
      ? plain : "\"\(plain.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }
}

extension Logger.Level {
  /// The priority of syslog(3) and sd-daemon(3): 7 debug to 2 critical.
  package var journalPriority: Int {
    switch self {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }
}
