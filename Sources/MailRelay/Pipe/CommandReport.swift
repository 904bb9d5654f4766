// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How a command ended, and what it said.
struct CommandReport: Hashable, Sendable {
  /// The ways a command ends.
  enum Ending: Hashable, Sendable {
    /// It ended by itself with this status.
    case exited(Int32)
    /// A signal ended it.
    case killed(signal: Int32)
    /// It took too long and was killed.
    case overtime
    /// It could not be started, for this `errno`.
    case notStarted(code: Int32)
  }

  let ending: Ending
  /// The first octets of its output.
  let output: [UInt8]

  /// What it means for the mail.
  ///
  /// A status that `sysexits.h` does not know, a signal and an overtime say nothing of the mail, so
  /// they are to be tried again. An enhanced code at the start of the output is more exact than the
  /// status, if it agrees with it (pipe(8) of Postfix).
  func result(of command: String) -> RecipientResult {
    switch ending {
    case .exited(let status):
      guard let exit = SystemExit(rawValue: status) else {
        return temporary("\(command) ended with status \(status)\(said)")
      }
      return result(of: command, exit)
    case .killed(let signal): return temporary("\(command) was ended by signal \(signal)\(said)")
    case .overtime: return temporary("\(command) took too long and was stopped\(said)")
    case .notStarted(let code):
      return temporary("\(FileError(call: "start", path: command, code: code))")
    }
  }

  private func result(of command: String, _ exit: SystemExit) -> RecipientResult {
    let words = text.split(separator: " ", maxSplits: 1)
    let told = words.first.flatMap { EnhancedStatus($0) }
    let status = told?.class == exit.status.class ? told : exit.status
    let said = told == nil ? text : words.dropFirst().joined()
    switch exit.status.class {
    case 2: return .delivered(Reply(250, status, said.isEmpty ? "Taken by \(command)" : said))
    case 4: return .temporary(Reply(451, status, said.isEmpty ? "\(command): try later" : said))
    default:
      let text = said.isEmpty ? "\(command) refused the mail with status \(exit.rawValue)" : said
      return .permanent(Reply(554, status, text))
    }
  }

  private func temporary(_ text: String) -> RecipientResult {
    .temporary(Reply(451, .init(4, 3, 0), text))
  }

  /// The output in one line of printable ASCII.
  private var text: String {
    Reply(250, nil, String(decoding: output.prefix(Limits.replyTextOctets), as: UTF8.self)).text
  }

  private var said: String { text.isEmpty ? "" : ": \(text)" }
}
