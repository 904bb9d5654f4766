// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import CLinuxIO
import Gateway
import Glibc

/// `loragw peer invite`: the line for the other side.
struct PeerInviteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invite",
    abstract: "Prints the line that another gateway accepts.",
    discussion: """
      The line holds this gateway's public keys, name, domains and channel, and no
      secret. The first run makes the keys, in the state directory. On a terminal a
      QR code of the line follows, for a telephone to read and pass on.

      Example:
        loragw peer invite --config /etc/loragw/loragw.toml > camp.invitation
      """)

  @OptionGroup var configuration: ConfigurationOption

  @Flag(inversion: .prefixedNo, help: "Draw a QR code, on a terminal only.")
  var qr = true

  @Flag(help: "Print JSON instead, without a QR code.")
  var json = false

  /// What `--json` prints.
  private struct Report: Encodable {
    var line: String
    var name: String
    var fingerprint: String
    var domains: [String]
  }

  func run() throws {
    let settings = try configuration.load()
    let identity = try GatewayIdentity.loadOrCreate(
      stateDirectory: settings.gateway.stateDirectory)
    let invitation = try Invitation(of: settings, identity: identity)
    guard !json else {
      let report = Report(
        line: invitation.line, name: invitation.name, fingerprint: invitation.fingerprint,
        domains: invitation.domains.map(\.text))
      return print(try ControlClient.json(report))
    }
    print(invitation.line)
    if qr, isatty(STDOUT_FILENO) == 1 { try draw(invitation) }
    StandardError.write("Give this line to the other gateway: loragw peer accept LINE")
  }

  private func draw(_ invitation: Invitation) throws {
    let code = try QRCode(invitation.compactLine)
    let columns = Int(clio_terminal_columns(STDOUT_FILENO))
    guard columns == 0 || columns >= code.fullSize else {
      return StandardError.write(
        "The terminal has \(columns) columns, the QR code needs \(code.fullSize); make it wider.")
    }
    print(code.lines(.terminal).joined(separator: "\n"))
  }
}
