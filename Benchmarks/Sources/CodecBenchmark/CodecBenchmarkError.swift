// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why the benchmark gives no figures.
enum CodecBenchmarkError: Error, CustomStringConvertible {
  case missing([OtherCompressor])
  case failed(OtherCompressor, status: Int32)
  case noMail(kind: String)
  case wrongMail

  var description: String {
    switch self {
    case .missing(let programs):
      "not installed: \(programs.map(\.rawValue).joined(separator: ", ")); "
        + "run scripts/install-dependencies bench"
    case .failed(let program, let status): "\(program.rawValue) ended with status \(status)"
    case .noMail(let kind): "there is no mail of the kind '\(kind)'"
    case .wrongMail: "another mail came back"
    }
  }
}
