// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway

/// `loragw ping`: a measured round trip to a peer.
struct PingCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ping",
    abstract: "Measures a round trip to a peer, with SNR both ways.",
    discussion: """
      The running gateway sends the peer an authenticated request of ten bytes,
      three times at most, after a handshake where no session is open. Request and
      answer are charged to the duty ledgers. Once in 10 s for each peer.

      Example:
        loragw ping village
      """)

  @Argument(help: "The peer's name, as 'loragw peer list' shows it.")
  var peer: String

  @OptionGroup var configuration: ConfigurationOption

  @Flag(help: "Print JSON instead of a line.")
  var json = false

  func run() async throws {
    let directory = try configuration.load().gateway.stateDirectory
    let report = try await ControlClient(stateDirectory: directory).ping(peer: peer)
    guard !json else { return print(try ControlClient.json(report)) }
    let time = Figures.decimals(Double(report.roundTripUs) / 1_000_000, places: 3)
    let airtime = Figures.decimals(Double(report.airtimeUs) / 1_000_000, places: 3)
    print(
      "\(report.peer): \(time) s, SNR \(Figures.decimals(report.snrThereDecibels, places: 1)) dB"
        + " there, \(Figures.decimals(report.snrHereDecibels, places: 1)) dB here,"
        + " \(airtime) s of airtime")
  }
}
