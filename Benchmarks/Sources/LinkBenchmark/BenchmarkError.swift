// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why the benchmark gives no figures.
enum BenchmarkError: Error, CustomStringConvertible {
  case noKeys
  case stuck
  case wrongDecode
  case noMail(String)
  case unknownArgument(String)

  var description: String {
    switch self {
    case .noKeys: "the stations have no keys"
    case .stuck: "a message was never confirmed"
    case .wrongDecode: "the erasure code gave another message"
    case .noMail(let path): "\(path) cannot be read; run it from a whole checkout"
    case .unknownArgument(let argument): "\(argument)? Known: --proof, --jobs N, section names"
    }
  }
}
