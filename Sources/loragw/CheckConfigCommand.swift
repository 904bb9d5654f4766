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

      Example:
        loragw check-config /etc/loragw/loragw.toml
      """)

  @Argument(help: "The configuration file.", completion: .file(extensions: ["toml"]))
  var file = Configuration.defaultPath

  func run() throws {
    let settings = try Configuration.load(path: file)
    print("\(file): OK")
    for line in settings.summary { print(line) }
  }
}
