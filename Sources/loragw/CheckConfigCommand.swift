// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway

/// `loragw check-config`: whether a configuration file is right.
struct CheckConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-config",
    abstract: "Checks a configuration file and says what it means.",
    discussion: """
      Prints one line per problem, each with its place and the fix, and exits with
      2; or "OK" and a summary. Nothing is sent and nothing is changed.

      With --explain it says what would become of a mail: which rule matches, where
      it goes, in which class, how small it gets, its airtime, and the replies.

      Examples:
        loragw check-config /etc/loragw/loragw.toml
        loragw check-config --explain photo.eml --to bob@village.example
      """)

  @OptionGroup var mail: MailArguments

  @Argument(help: "The configuration file.", completion: .file(extensions: ["toml"]))
  var file = Configuration.defaultPath

  func run() throws {
    let settings = try Configuration.load(path: file)
    if let path = mail.explain {
      let transaction = try mail.transaction(path, settings)
      let explanation = try MailExplanation(of: transaction, under: settings)
      for line in explanation.lines { print(line) }
      return
    }
    print("\(file): OK")
    for line in settings.summary { print(line) }
  }
}
