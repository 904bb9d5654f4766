// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// How a program was called that may be `sendmail`, `rmail` or a command of another program.
public struct SubmissionInvocation: Hashable, Sendable {
  /// Whose command line it is.
  public let personality: SubmissionCommand.Personality
  /// `--config`: a file to read before anything else; nil when it was not given.
  public let configuration: String?
  /// Whether only the use is asked for.
  public let wantsHelp: Bool
  /// The words for a ``SubmissionCommand``.
  public let words: [String]

  /// The names that a link to the program may have.
  public static let linkNames = ["sendmail", "rmail", "loragw-submit"]

  /// Reads all words of a process, its own name first; nil when no mail is to be submitted.
  ///
  /// That is so for a link named as in ``linkNames``, and for the command `submit` of any other.
  public init?(process words: [String]) {
    let name = words.first?.split(separator: "/").last.map(String.init) ?? ""
    if Self.linkNames.contains(name) {
      self.init(words.dropFirst(), as: name == "rmail" ? .rmail : .sendmail)
    } else if words.dropFirst().first == "submit" {
      self.init(words.dropFirst(2), as: .sendmail)
    } else {
      return nil
    }
  }

  /// Reads the words behind the name.
  public init(
    _ words: some Sequence<String>, as personality: SubmissionCommand.Personality
  ) {
    self.personality = personality
    var (kept, rest, file) = ([String](), Array(words)[...], String?.none)
    while let word = rest.popFirst() {
      if word == "--" {
        kept += [word] + rest
        break
      }
      if word == "--config" {
        file = rest.popFirst() ?? ""
      } else if word.hasPrefix("--config=") {
        file = String(word.dropFirst("--config=".count))
      } else {
        kept.append(word)
      }
    }
    self.words = kept
    configuration = file
    wantsHelp = kept == ["--help"]
  }
}
