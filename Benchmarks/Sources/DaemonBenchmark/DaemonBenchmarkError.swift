// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation

/// Why a daemon could not be measured.
enum DaemonBenchmarkError: Error, CustomStringConvertible {
  case unknownArgument(String)
  case noProgram(String)
  case commandFailed(String)
  case systemCall(String)
  case badAnswer(String)
  case tooLate(String)

  var description: String {
    switch self {
    case .unknownArgument(let argument): "unknown argument \(argument)"
    case .noProgram(let path): "no program \(path); make build first, or name one: --program FILE"
    case .commandFailed(let what): "\(what) failed"
    case .systemCall(let what): "\(what): \(String(cString: strerror(errno)))"
    case .badAnswer(let what): "unexpected answer: \(what)"
    case .tooLate(let what): "\(what): not in time"
    }
  }
}
