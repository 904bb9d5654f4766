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

  @Flag(help: "Print JSON instead of lines.")
  var json = false

  func run() throws {
    let settings: Configuration
    do throws(ConfigurationError) {
      settings = try Configuration.load(path: file)
    } catch {
      guard json else { throw error }
      print(try ControlClient.json(ConfigurationReport(file: file, error: error)))
      throw ExitCode(CommandFailure.Cause.wrongUse.rawValue)
    }
    try report(settings)
  }

  private func report(_ settings: Configuration) throws {
    if let path = mail.explain {
      let transaction = try mail.transaction(path, settings)
      let explanation = try MailExplanation(of: transaction, under: settings)
      guard !json else { return print(try ControlClient.json(ExplanationReport(explanation))) }
      return Self.show(explanation.lines)
    }
    guard !json else {
      return print(try ControlClient.json(ConfigurationReport(file: file, settings.summary)))
    }
    print(TerminalStyle.output.text(StyledText("\(file): ") + StyledText("OK", .good)))
    Self.show(settings.summary)
  }

  /// Lines under labels of nine columns.
  private static func show(_ lines: [String]) {
    let columns = TerminalSize.outputColumns
    print(
      TerminalStyle.output.text(
        lines.flatMap { line in
          let text = line.hasPrefix("warning") ? StyledText(line, .warn) : StyledText(line)
          return text.wrapped(to: columns, indent: 9)
        }))
  }
}
