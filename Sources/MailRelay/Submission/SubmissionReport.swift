// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What is told to the caller of a submission: an exit status and lines, the first of which is an
/// enhanced code and a text.
public struct SubmissionReport: Sendable {
  private var results: [RecipientResult] = []
  private let fault: (exit: SystemExit, line: String)?

  /// Makes a report of nothing.
  public init() { fault = nil }

  /// Makes the report of a mistake for which nothing was handed over.
  public init(_ error: SubmissionError) {
    fault = (error.exit, error.description)
  }

  /// Makes the report of a failure here: the caller is to come back.
  public init(failure: String) {
    let text = Reply(451, nil, failure).text
    fault = (.temporaryFailure, "\(SystemExit.temporaryFailure.status) \(text)")
  }

  /// Takes what the door said about each recipient of a mail.
  public mutating func add(_ results: [RecipientResult]) {
    self.results += results
  }

  /// Takes what is wrong with a mail of a batch, or with the batch.
  public mutating func add(refusal reply: Reply) {
    results.append(RecipientResult(reply))
  }

  /// The status to exit with.
  public var exit: SystemExit { fault?.exit ?? SystemExit(results) }

  /// The lines to print: first what the status stands for, then whatever else failed.
  public var lines: [String] {
    if let fault { return [fault.line] }
    let exit = exit
    let deciding = results.firstIndex { Self.isBehind(exit, $0) }
    let first = deciding.map { Self.line(results[$0]) } ?? "\(exit.status) nothing to send"
    let others = results.indices.filter {
      $0 != deciding && results[$0].reply.outcome != .success
    }
    return [first] + others.map { Self.line(results[$0]) }
  }

  private static func isBehind(_ exit: SystemExit, _ result: RecipientResult) -> Bool {
    switch (exit, result) {
    case (.success, .delivered), (.temporaryFailure, .temporary): true
    case (.success, _), (.temporaryFailure, _): false
    default: result.reply.outcome != .success
    }
  }

  private static func line(_ result: RecipientResult) -> String {
    let status = result.reply.status ?? SystemExit([result]).status
    return "\(status) \(result.reply.text)"
  }
}
