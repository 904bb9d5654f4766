// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import Fragmenter
import LoRaPHY
public import MailRelay

/// What the core of a gateway must know: the part of the configuration that decides about mail.
public struct GatewaySettings: Sendable {
  /// The gateway's name, for people.
  public var name: String
  /// Mail domains behind this gateway, lower case.
  public var localDomains: Set<String>
  /// The gateways reached by radio.
  public var peers: [PeerRoute]
  /// The link's view of radio and law.
  public var link: LinkParameters
  /// The largest mail taken at the door, bytes.
  public var maximumMailBytes: Int
  /// The rows of the law that the operator answers for.
  public var confirmedRegions: [String] = []
  /// The operator's rules about mail from the door.
  public var policy = MailPolicy()
  /// Which final answers of the relay here are reported to the gateway a mail came from.
  public var reportedResults: ReportedResults
  /// Days of running without a new part after which a mail from the air is given up.
  public var partDays = GatewayLimits.defaultPartDays
  /// What the door takes.
  public var doorLimits = DoorLimits()
  /// How long mail taken at the door waits.
  public var lifetime = QueueLifetime.standard
  /// Days of running after which a mail that the relay here does not take is given up.
  public var retryDays = GatewayLimits.defaultRetryDays
  /// Bytes of mails that are kept after their handover to the relay here.
  public var graceBytes = GatewayLimits.graceBytes

  /// Whether mails are packed with earlier ones in encrypted sessions.
  package var sealedHistoryUse = HistoryUse.kept

  /// Makes settings.
  public init(
    name: String, localDomains: Set<String>, peers: [PeerRoute], link: LinkParameters,
    maximumMailBytes: Int, reportedResults: ReportedResults = .failures
  ) {
    self.name = name
    self.localDomains = localDomains
    self.peers = peers
    self.link = link
    self.maximumMailBytes = maximumMailBytes
    self.reportedResults = reportedResults
  }

  /// Whether mails are packed with earlier ones: not in clear, where everybody must be able to read
  /// each mail.
  var historyUse: HistoryUse { link.mode == .clear ? .none : sealedHistoryUse }

  /// Why nothing is ever sent, in a line for people; nil when the station may send.
  var receiveOnly: String? {
    guard case .receiveOnly(let reason) = link.transmission else { return nil }
    return "receive-only: \(reason.advice(confirmed: confirmedRegions))"
  }

  /// The peer that a domain's mail goes to.
  func peer(forDomain domain: String) -> PeerRoute? {
    peers.first { $0.domains.contains(domain) }
  }

  /// The peer with this key.
  func peer(_ key: PeerKey) -> PeerRoute? { peers.first { $0.key == key } }
}

/// A gateway reached by radio, and the mail domains behind it.
public struct PeerRoute: Sendable, Equatable {
  /// What this gateway calls it.
  public var name: String
  /// Its public key.
  public var key: PeerKey
  /// Domains reached through it, lower case.
  public var domains: Set<String>
  /// Domains not ours that it may send to through us.
  public var relayFor: Set<String>

  /// Sender domains it may use, lower case; nil: those reached through it.
  public var fromDomains: Set<String>?

  /// Makes a route.
  public init(
    name: String, key: PeerKey, domains: Set<String>, relayFor: Set<String> = [],
    fromDomains: Set<String>? = nil
  ) {
    self.fromDomains = fromDomains
    self.name = name
    self.key = key
    self.domains = domains
    self.relayFor = relayFor
  }
}
