// SPDX-License-Identifier: Apache-2.0
// Part of loragw

package import Gateway

/// What `check-config --json` prints.
package struct ConfigurationReport: Encodable {
  /// One thing that is not right.
  private struct Problem: Encodable {
    /// The full key path; nil when the text is no TOML.
    var key: String?
    var line: Int?
    var column: Int?
    var message: String
  }

  private let file: String
  private let valid: Bool
  private let summary: [String]
  private let problems: [Problem]

  /// A file that is right, and what it means.
  package init(file: String, _ summary: [String]) {
    self.file = file
    self.summary = summary
    valid = true
    problems = []
  }

  /// A file that cannot be used.
  package init(file: String, error: ConfigurationError) {
    self.file = file
    valid = false
    summary = []
    problems =
      switch error {
      case .file(let error): [Problem(message: error.description)]
      case .syntax(_, let line, let column, let message):
        [Problem(line: line, column: column, message: message)]
      case .invalid(_, let problems):
        problems.map { Problem(key: $0.path, line: $0.line, message: $0.path + $0.message) }
      }
  }
}
