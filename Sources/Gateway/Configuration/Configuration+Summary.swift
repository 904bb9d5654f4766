// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY
import MailRelay

extension Configuration {
  /// What the configuration means, in a few lines for people, notes about peers included.
  public var summary: [String] {
    let gatewayLine =
      "gateway  \(gateway.name), mail for \(list(gateway.localDomains)),"
      + " state in \(gateway.stateDirectory)"
    let doors = mail.lmtpListen.map { "lmtp:\($0)" } + mail.smtpListen.map { "smtp:\($0)" }
    let drop = mail.dropDirectory.map { ["drop     files in \($0)/new"] } ?? []
    let status = status?.summary ?? []
    return [
      gatewayLine,
      "radio    \(radio.driver.rawValue), \(radio.attachment.summary)",
      "channel  \(radio.channel.summary)",
    ] + radio.extraChannels.map { "extra    \($0.summary)" } + radio.notes
      + (receiveOnly.map { ["warning  \($0)"] } ?? []) + clearLines + [
        "mail     in \(doors.isEmpty ? "nowhere" : doors.joined(separator: ", "));"
          + " out \(mail.deliver)", mail.waitingLine,
      ] + drop + status + peerLines + policyLines + bearerLines
  }

  /// What an amateur must know of what he sends.
  private var clearLines: [String] {
    guard let callSign = gateway.callSign else { return [] }
    return ["amateur  sends as \(callSign), in clear: everybody can read all mail; none encrypted"]
  }

  private var peerLines: [String] {
    guard !peers.isEmpty else {
      return ["peers    none yet; print a line for the first one: loragw peer invite"]
    }
    return peers.flatMap { peer in
      let differences = radio.channel.shared.differences(from: peer.invitation.channel)
      let note = differences.map { "note     peer \(peer.name) may not hear us: \($0)" }
      return ["peer     \(peer.name), mail for \(list(peer.domains))"] + note
    }
  }

  private var policyLines: [String] {
    guard !policy.rules.isEmpty else { return [] }
    let actions = policy.rules.map(\.action.rawValue).joined(separator: ", ")
    return ["policy   first match of \(policy.rules.count): \(actions); else accept"]
  }

  private var bearerLines: [String] {
    bearers.map { bearer in
      let ways = [bearer.out.map { "out \($0)" }, bearer.in.map { "in \($0)" }].compactMap(\.self)
      return "bearer   \(bearer.name) to \(bearer.peer): \(ways.joined(separator: ", "))"
    }
  }

  private func list(_ domains: [DomainName]) -> String {
    domains.map(\.text).joined(separator: ", ")
  }
}

extension RadioConfiguration {
  /// What is not proved of the driver.
  fileprivate var notes: [String] {
    switch driver {
    case .sx127x, .sx126x:
      ["note     \(driver.rawValue) was tried on emulated chips only; check yours: loragw doctor"]
    case .rnode, .meshcoreKISS, .rn2xx3, .rui3:
      ["note     \(driver.rawValue) was tried on emulated firmware only"]
    case .simulated: []
    }
  }
}

extension RadioAttachment {
  fileprivate var summary: String {
    switch self {
    case .board(let board): "board \(board.id) on \(board.spidev.map { "/dev/\($0)" } ?? "no bus")"
    case .serial(let path): "device \(path)"
    case .ether(let path): "ether \(path)"
    }
  }
}

extension ChannelConfiguration {
  fileprivate var summary: String {
    let modulation = radioChannel.modulation
    return "\(region), \(radioChannel.frequency) MHz,"
      + " SF\(modulation.spreadingFactor.rawValue), \(modulation.bandwidth.kilohertzText) kHz,"
      + " \(modulation.codingRate), \(powerDBm) dBm, rescue SF\(rescueSpreadingFactor.rawValue)"
  }
}
