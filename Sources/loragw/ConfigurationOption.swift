// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway

/// The option `--config FILE` of all commands that read the configuration.
struct ConfigurationOption: ParsableArguments {
  @Option(
    name: .customLong("config"),
    help: ArgumentHelp("The configuration file.", valueName: "file"),
    completion: .file(extensions: ["toml"]))
  var path = Configuration.defaultPath

  /// Reads the configuration.
  func load() throws(ConfigurationError) -> Configuration {
    try Configuration.load(path: path)
  }
}
