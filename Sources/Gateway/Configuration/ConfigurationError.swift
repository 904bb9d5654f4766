// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// One thing in the configuration that is not right.
public struct ConfigurationProblem: Equatable, Sendable {
  /// What kind of thing it is; problems are reported in this order, since the first ones often
  /// explain the others.
  public enum Kind: Int, Sendable, Comparable {
    /// A key that means nothing.
    case unknownKey
    /// A value that is not legal.
    case badValue
    /// A key that must be there and is not.
    case missingKey

    /// The order of reporting.
    public static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
  }

  /// What kind of thing it is.
  public var kind: Kind
  /// The full key path, for example `peer[2].domains`.
  public var path: String
  /// The line of the file, from 1; `nil` when no line is to blame.
  public var line: Int?
  /// The value as it stands there (cut when long), what is legal, and the fix.
  public var message: String
}

/// Why a configuration file cannot be used.
public enum ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file cannot be read or written.
  case file(FileError)
  /// The text is no TOML.
  case syntax(file: String, line: Int, column: Int, message: String)
  /// The text is TOML with at least one wrong key or value.
  case invalid(file: String, problems: [ConfigurationProblem])

  /// One line per problem, each `FILE:LINE: KEY: …`; the first line alone tells where to begin.
  public var description: String {
    switch self {
    case .file(let error):
      error.description
    case .syntax(let file, let line, let column, let message):
      "\(file):\(line):\(column): \(message)"
    case .invalid(let file, let problems):
      problems.map { problem in
        let place = problem.line.map { "\(file):\($0)" } ?? file
        return "\(place): \(problem.path)\(problem.message)"
      }.joined(separator: "\n")
    }
  }
}
