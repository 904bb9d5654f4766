// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import ArgumentParser
import Gateway

/// `loragw peer accept`: takes the line of another gateway.
struct PeerAcceptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept",
    abstract: "Adds the gateway that printed an invitation line.",
    discussion: """
      Both gateways must use the same channel. The peer is added behind the last
      line of the configuration file; everything else in the file stays as it is. A
      running gateway knows the peer at once.

      Example:
        loragw peer accept loragw1… --name village --domain village.example
      """)

  @Argument(help: "The line that 'loragw peer invite' printed there.")
  var line: String

  @Option(help: "What to call the peer. (default: its name in the line)")
  var name: String?

  @Option(
    name: .customLong("domain"), parsing: .upToNextOption,
    help: "The mail domains reached through it. (default: those in the line)")
  var domains: [String] = []

  @OptionGroup var configuration: ConfigurationOption

  @Flag(help: "Print JSON instead of lines.")
  var json = false

  func run() async throws {
    let invitation: Invitation
    do {
      invitation = try Invitation(parsing: line)
    } catch {
      throw CommandFailure(description: "\(error)")
    }
    let settings = try configuration.load()
    let peer = try accepted(invitation, by: settings)
    let note = await PeerReloadNote.line(peer.name, .known, settings)
    let domains = peer.domains.map(\.text)
    guard !json else {
      return print(
        try ControlClient.json(PeerReloadNote(peer: peer.name, domains: domains, gateway: note)))
    }
    let reached = domains.joined(separator: ", ")
    print("Accepted peer \"\(peer.name)\" (\(invitation.fingerprint)) for \(reached).")
    print(note)
    print("Next, unless done: let \(invitation.name) accept the line of 'loragw peer invite' here.")
  }

  private func accepted(
    _ invitation: Invitation, by settings: Configuration
  ) throws -> (name: String, domains: [DomainName]) {
    let name = name ?? invitation.name
    guard GatewayName.isLegal(name) else {
      throw CommandFailure(cause: .wrongUse, description: "--name \(GatewayName.rule)")
    }
    let domains = try chosenDomains() ?? invitation.domains
    let ownKey = try ownKey(settings)
    try PeerTable.edit(file: configuration.path) { (table) throws(PeerTableError) in
      try table.accept(invitation, name: name, domains: domains, ownKey: ownKey)
    }
    return (name, domains)
  }

  private func chosenDomains() throws -> [DomainName]? {
    guard !domains.isEmpty else { return nil }
    return try domains.map { text in
      guard let domain = DomainName(text) else {
        throw CommandFailure(
          cause: .wrongUse, description: "--domain \"\(text)\" is no mail domain like camp.example")
      }
      return domain
    }
  }

  /// Our static key, or nothing before the first start: nobody can then hold our invitation.
  private func ownKey(_ settings: Configuration) throws -> [UInt8]? {
    do {
      return try GatewayIdentity.load(stateDirectory: settings.gateway.stateDirectory)
        .staticKeyBytes
    } catch IdentityError.missing {
      return nil
    }
  }
}
