// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Foundation
import Gateway
import Glibc

/// A command that did not do what it was asked, with the line that says why.
struct CommandFailure: Error, CustomStringConvertible {
  /// Whose fault it was, as the exit code.
  enum Cause: Int32 {
    /// It failed.
    case failed = 1
    /// It was used wrongly, or its configuration is wrong.
    case wrongUse = 2
  }

  var cause: Cause = .failed
  var description: String
}

/// How a command that threw an error ends: what is printed, where, and with which exit code.
struct CommandEnd: Equatable {
  enum Stream: Equatable { case output, error }

  var code: Int32
  var text: String
  var stream: Stream = .error
  /// Whether each line is a problem of its own.
  private var hasProblemLines = false

  private init(_ cause: CommandFailure.Cause, _ text: String) {
    code = cause.rawValue
    self.text = text
  }

  /// Maps any error to exit code 0 (help and version), 1 (failed) or 2 (wrong use).
  ///
  /// An `ExitCode` that a command throws itself is kept.
  init(_ error: any Error) {
    switch error {
    case let failure as CommandFailure:
      self.init(failure.cause, "loragw: \(failure)")
    case let error as ConfigurationError:
      self.init(.wrongUse, "\(error)")
      hasProblemLines = true
    case PeerTableError.configuration(let inner):
      self.init(inner)
    case let exit as ExitCode:
      self.init(.failed, "")
      code = exit.rawValue
    default:
      self.init(parsing: error)
    }
  }

  /// What the argument parser says of an error; errors it does not know are failures.
  private init(parsing error: any Error) {
    switch Loragw.exitCode(for: error) {
    case .success:
      self.init(.failed, Loragw.fullMessage(for: error))
      (code, stream) = (0, .output)
    case .validationFailure:
      self.init(.wrongUse, Loragw.fullMessage(for: error))
    default:
      self.init(.failed, "loragw: \(error)")
    }
  }

  /// The text with the place of each problem marked; of anything else what speaks.
  private var marked: [StyledText] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { number, line in
      let isFirst = number == 0 || hasProblemLines
      guard isFirst, let colon = line.range(of: ": ") else { return StyledText(String(line)) }
      return StyledText(String(line[..<colon.lowerBound]), .bad)
        + StyledText(String(line[colon.lowerBound...]))
    }
  }

  /// Prints and ends the process.
  func leave() -> Never {
    if !text.isEmpty {
      switch stream {
      case .output: print(text)
      case .error: StandardError.write(TerminalStyle.error.text(marked))
      }
    }
    exit(code)
  }
}
