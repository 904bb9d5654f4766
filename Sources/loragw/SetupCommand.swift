// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway
import Glibc
import LoRaPHY

/// `loragw setup`: the first configuration of a gateway.
struct SetupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "setup",
    abstract: "Asks a few questions and writes a first configuration.",
    discussion: """
      Asks what the options below have not said: on a terminal, with what the machine
      seems to have as the answer in brackets. Without a terminal --region, --radio
      and --domain must be given. The file is checked as check-config does before it
      is written; one that is there already stays, unless --force is given.

      Examples:
        loragw setup
        loragw setup --region EU868 --radio waveshare-sx1262-spi --domain camp.example
      """)

  @Option(help: "Whose radio rules are kept, as in EU868.")
  var region: String?

  @Option(help: "Your call sign, in amateur regions; none: only listen.")
  var callSign: String?

  @Option(
    help: ArgumentHelp(
      "A board's id, a dongle's device, or DRIVER:PLACE, as in simulated:/run/ether.sock.",
      valueName: "radio"))
  var radio: String?

  @Option(help: "What the dongle speaks: rnode, meshcore-kiss, rn2xx3 or rui3.")
  var firmware: String?

  @Option(help: "The middle of the channel, MHz. (default: where the law gives most)")
  var frequency: String?

  @Option(help: "The channel's bandwidth, kHz. (default: 125, or what the law asks)")
  var bandwidth: String?

  @Option(help: "The spreading factor, 7 (fast) to 12 (far).")
  var spreadingFactor = 7

  @Option(help: "What other gateways call this station. (default: the machine's name)")
  var name: String?

  @Option(
    name: .customLong("domain"), parsing: .upToNextOption,
    help: "The mail domains served here.")
  var domains: [String] = []

  @Option(help: "Where mail from the air goes. (default: lmtp:unix:/run/dovecot/lmtp)")
  var deliver: String?

  @Option(
    parsing: .upToNextOption,
    help: "Where LMTP is spoken. (default: unix:/run/loragw/lmtp.sock 127.0.0.1:2624)")
  var lmtp: [String] = []

  @Option(parsing: .upToNextOption, help: "Where SMTP is spoken. (default: nowhere)")
  var smtp: [String] = []

  @Option(help: ArgumentHelp("Where mail and keys are kept.", valueName: "directory"))
  var stateDirectory = GatewayConfiguration.defaultStateDirectory

  @OptionGroup var configuration: ConfigurationOption

  @Flag(help: "Replace a configuration that is there; the former one is kept as FILE.old.")
  var force = false

  func run() throws {
    let file = SetupFile(path: configuration.path, existing: force ? .replace : .keep)
    let dialogue = SetupDialogue(given: given, isAsking: SetupDialogue.hasTerminal)
    do {
      try file.check()
      let setup = try dialogue.answered(Setup(try .ofThisMachine(), options: options()))
      let text = setup.text() ?? ""
      let settings = try checked(text)
      let former = try file.write(text)
      report(settings, former)
    } catch let error as SetupFileError {
      throw CommandFailure(description: "\(error)")
    }
  }

  /// What the options answer.
  private var given: [SetupQuestion: String] {
    var given: [SetupQuestion: String] = [:]
    given[.region] = region
    given[.callSign] = callSign
    given[.radio] = radio
    given[.firmware] = firmware
    given[.frequency] = frequency
    given[.name] = name
    given[.deliver] = deliver
    if !domains.isEmpty { given[.domains] = domains.joined(separator: ",") }
    if !lmtp.isEmpty { given[.lmtp] = lmtp.joined(separator: ",") }
    return given
  }

  private func options() throws(CommandFailure) -> SetupOptions {
    var options = SetupOptions()
    options.stateDirectory = stateDirectory
    options.smtp = smtp
    if let bandwidth {
      guard let wanted = Bandwidth(kilohertz: bandwidth) else {
        throw CommandFailure(
          cause: .wrongUse, description: "--bandwidth \(bandwidth) is none, like 125 or 62.5")
      }
      options.bandwidth = wanted
    }
    guard let factor = SpreadingFactor(rawValue: spreadingFactor) else {
      throw CommandFailure(
        cause: .wrongUse, description: "--spreading-factor \(spreadingFactor) is not 5 to 12")
    }
    options.spreadingFactor = factor
    return options
  }

  /// What the text means to the code that the daemon reads it with.
  private func checked(_ text: String) throws(CommandFailure) -> Configuration {
    do throws(ConfigurationError) {
      return try Configuration(parsing: text, file: configuration.path)
    } catch {
      let words =
        switch error {
        case .invalid(_, let problems): problems.map { "\($0.path)\($0.message)" }
        case .syntax, .file: [error.description]
        }
      throw CommandFailure(
        cause: .wrongUse, description: "nothing was written: \(words.joined(separator: "; "))")
    }
  }

  private func report(_ settings: Configuration, _ former: String?) {
    let path = configuration.path
    print("Wrote \(path)." + (former.map { " The former one is kept as \($0)." } ?? ""))
    for line in settings.summary { print("  \(line)") }
    print("Next:")
    let steps = next
    let width = steps.map(\.command.count).max() ?? 0
    for step in steps {
      let gap = String(repeating: " ", count: width - step.command.count)
      print("  \(step.command)\(gap)  \(step.purpose)")
    }
  }

  /// What is to be done with the file.
  private var next: [(command: String, purpose: String)] {
    let path = configuration.path
    let isUsual = path == Configuration.defaultPath
    let option = isUsual ? "" : " --config \(path)"
    return [
      ("loragw doctor\(option)", "whether the radio answers"),
      (isUsual ? "systemctl enable --now loragw" : "loragw run\(option)", "starts the gateway"),
      ("loragw peer invite\(option)", "a line for the other gateway: loragw peer accept LINE"),
      ("loragw check-config\(isUsual ? "" : " " + path)", "after each change of the file"),
    ]
  }
}
