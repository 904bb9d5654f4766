// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway

/// `loragw peer rekey`: a new session now.
struct PeerRekeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rekey",
    abstract: "Makes a new session with a peer.",
    discussion: """
      The running gateway makes a new handshake as soon as law and channel allow. Mail
      on its way in the old session is finished there. Sessions are renewed by
      themselves once a day; this is for when you do not want to wait. Once in 10
      minutes for each peer.

      Example:
        loragw peer rekey village
      """)

  @Argument(help: "The peer's name, as 'loragw peer list' shows it.")
  var name: String

  @OptionGroup var configuration: ConfigurationOption

  @Flag(help: "Print JSON instead of lines.")
  var json = false

  func run() async throws {
    let directory = try configuration.load().gateway.stateDirectory
    let report = try await ControlClient(stateDirectory: directory).rekey(peer: name)
    guard !json else { return print(try ControlClient.json(report)) }
    let airtime = Figures.decimals(Double(report.airtimeUs) / 1_000_000, places: 2)
    print(
      "A new handshake with \"\(report.peer)\" comes next: \(airtime) s of airtime, both sides"
        + " together, when no frame is lost.")
    if report.hadSession { print("What the old session began is finished there; no mail is lost.") }
    print("See: loragw status")
  }
}
