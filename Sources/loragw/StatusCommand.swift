// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway

/// `loragw status`: the running gateway at a glance.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows radio, airtime, peers and mail counts of the running gateway.",
    discussion: """
      Example:
        loragw status --json | jq .airtime_us
      """)

  @OptionGroup var configuration: ConfigurationOption

  @Flag(help: "Print JSON instead of lines.")
  var json = false

  func run() async throws {
    let directory = try configuration.load().gateway.stateDirectory
    let client = ControlClient(stateDirectory: directory)
    let status = try await client.status()
    guard !json else { return print(try ControlClient.json(status)) }
    let alarms = try await client.alarms().map { "alarm     \($0.line)" }
    print((Self.lines(status) + alarms).joined(separator: "\n"))
  }

  private static func lines(_ status: GatewayStatus) -> [String] {
    let megahertz = Figures.decimals(Double(status.frequencyHertz) / 1_000_000, places: 3)
    let radio = status.radioFault ?? "in order"
    let mails = status.mails
    return [
      "\(status.name), up \(Figures.duration(seconds: status.uptimeSeconds))",
      "radio     \(status.driver), \(megahertz) MHz, SF\(status.spreadingFactor), "
        + "\(status.bandwidthHertz / 1000) kHz: \(radio)",
    ] + (status.receiveOnly.map { ["sending   never, \($0)"] } ?? []) + amateur(status) + [
      "sent      \(status.framesSent) frames, \(status.bytesSent) bytes, "
        + Figures.duration(seconds: Double(status.airtimeUs) / 1_000_000) + " of airtime"
    ] + status.bands.map { "law       " + law($0, among: status.bands) } + [
      "heard     \(status.framesReceived) frames; \(status.framesForged) forged, "
        + "\(status.framesForeign) foreign",
      "mails     \(mails.accepted) accepted, \(mails.crossed) crossed, "
        + "\(mails.refused) refused over there; "
        + "\(mails.arrived) arrived, \(mails.handedOver) handed over" + expired(status),
    ] + status.peers.map(line)
  }

  private static func expired(_ status: GatewayStatus) -> String {
    let count = status.partialMailsExpired
    return count == 0 ? "" : ", \(count) given up incomplete"
  }

  /// The own call sign, and the last ones heard.
  private static func amateur(_ status: GatewayStatus) -> [String] {
    guard let callSign = status.callSign else { return [] }
    let near = status.heardCallSigns.prefix(8).map { station in
      "near      \(station.callSign), \(Figures.duration(seconds: station.heardSecondsAgo)) ago,"
        + " SNR \(Figures.decimals(station.snrDecibels, places: 1)) dB"
    }
    return ["amateur   \(callSign), everything is sent in clear"] + near
  }

  private static func law(
    _ band: GatewayStatus.Band, among bands: [GatewayStatus.Band]
  ) -> String {
    let used = Figures.duration(seconds: Double(band.airtimeInWindowUs) / 1_000_000)
    let name = bands.count > 1 ? "\(band.name): " : ""
    guard let limit = band.airtimeLimitUs else {
      return "\(name)no limit; \(used) in the last hour"
    }
    let most = Figures.duration(seconds: Double(limit) / 1_000_000)
    return "\(name)\(used) of \(most) in the last hour"
  }

  private static func line(_ peer: GatewayStatus.Peer) -> String {
    let session = peer.hasSession ? "session open" : "no session yet"
    let heard =
      peer.heardSecondsAgo.map { "heard \(Figures.duration(seconds: $0)) ago" } ?? "not heard yet"
    let snr = peer.snrDecibels.map { ", SNR \(Figures.decimals($0, places: 1)) dB" } ?? ""
    let callSign = peer.callSign.map { " (\($0))" } ?? ""
    let refused =
      peer.refusedProtocolVersion.map { "; \(GatewayNotice.refusal(ofVersion: $0))" } ?? ""
    return "peer      \(peer.name)\(callSign): \(session), \(heard)\(snr)\(refused)"
      + waiting(peer.waiting)
  }

  private static func waiting(_ waiting: GatewayStatus.Waiting) -> String {
    guard waiting.mails > 0 else { return "" }
    let price = Figures.duration(seconds: Double(waiting.priceUs) / 1_000_000)
    let eta = waiting.etaSeconds.map { ", there in about \(Figures.duration(seconds: $0))" } ?? ""
    let ninetieth =
      waiting.etaNinetiethSeconds.map { " (9 of 10: \(Figures.duration(seconds: $0)))" } ?? ""
    return "\n          \(waiting.mails) mails wait, \(price) of airtime\(eta)\(ninetieth)"
  }
}
