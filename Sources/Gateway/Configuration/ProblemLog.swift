// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Gathers what is wrong with a configuration while it is read.
final class ProblemLog {
  private let outline: TOMLOutline
  private(set) var problems: [ConfigurationProblem] = []
  /// Key paths that a misspelt key most likely stands for: they are not called missing as well.
  private var meant: Set<String> = []

  init(outline: TOMLOutline) {
    self.outline = outline
  }

  /// Notes an unknown key and the known one it resembles.
  func unknownKey(_ path: String, nearest: String?, section: String, known: [String]) {
    if let nearest {
      meant.insert(nearest)
      add(.unknownKey, path, ": unknown key; did you mean \(nearest)?")
    } else {
      let legal = known.sorted().joined(separator: ", ")
      let place = section.isEmpty ? "a configuration" : "[\(section)]"
      add(.unknownKey, path, ": unknown key; \(place) knows \(legal)")
    }
  }

  /// Notes a value that is not legal; `reason` says what is legal and the fix.
  func badValue(_ path: String, _ value: String? = nil, _ reason: String) {
    let shown = value.map { " = \($0)" } ?? ""
    add(.badValue, path, "\(shown): \(reason)")
  }

  /// Notes a required key that is absent; `fix` is a line to write.
  func missingKey(_ path: String, _ fix: String) {
    guard !meant.contains(path), !meant.contains(where: { path.hasPrefix($0 + ".") }) else {
      return
    }
    add(.missingKey, path, ": missing; \(fix)")
  }

  /// All problems, the most telling first, each kind in the order of lines.
  var sorted: [ConfigurationProblem] {
    problems.enumerated().sorted { left, right in
      let (a, b) = (left.element, right.element)
      return (a.kind, a.line ?? Int.max, left.offset) < (b.kind, b.line ?? Int.max, right.offset)
    }.map(\.element)
  }

  private func add(_ kind: ConfigurationProblem.Kind, _ path: String, _ message: String) {
    let shown = ProblemLog.oneLine(path)
    problems.append(
      ConfigurationProblem(
        kind: kind, path: shown, line: outline.line(of: path), message: message))
  }

  /// A quoted string as TOML spells it.
  static func quoted(_ text: String) -> String {
    "\"\(oneLine(text))\""
  }

  /// Any text without line ends or control characters, cut when long.
  static func oneLine(
    _ text: String, atMost limit: Int = ConfigurationLimits.shownValueLength
  ) -> String {
    var line = ""
    for scalar in text.unicodeScalars.prefix(limit) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        line += "\\u{\(String(scalar.value, radix: 16))}"
      default:
        line.unicodeScalars.append(scalar)
      }
    }
    let isCut = text.unicodeScalars.count > limit
    return isCut ? line + "…" : line
  }
}
