// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import LoRaPHY
public import MailRelay

/// What the operator decides: the contents of `loragw.toml`, read and checked.
///
/// A value of this type is consistent: all names, domains and keys are legal and unambiguous.
/// Unknown keys, wrong types and values out of range never get here (`ConfigurationError`).
public struct Configuration: Equatable, Sendable {
  /// `[gateway]`: who this gateway is.
  public var gateway: GatewayConfiguration
  /// `[radio]`: the radio and its channel.
  public var radio: RadioConfiguration
  /// `[mail.in]` and `[mail.out]`: the doors towards the mail server.
  public var mail: MailConfiguration
  /// `status.listen`: where the status page is served by TCP.
  ///
  /// Default: nowhere, the control socket alone.
  public var statusListen: ListenAddress?
  /// `[[peer]]`: the gateways this one talks to, in the order of the file.
  public var peers: [PeerConfiguration]

  /// The path that commands read when none is given.
  public static let defaultPath = "/etc/loragw/loragw.toml"

  /// The peer of that name.
  public func peer(named name: String) -> PeerConfiguration? {
    peers.first { $0.name == name }
  }
}

/// `[gateway]`: who this gateway is and where it keeps its state.
public struct GatewayConfiguration: Equatable, Sendable {
  /// `name`: what peers call this gateway at first.
  ///
  /// Required.
  public var name: String
  /// `state_directory`: an absolute path.
  ///
  /// Default: `/var/lib/loragw`.
  public var stateDirectory: String
  /// `local_domains`: the mail domains behind this gateway, at least one.
  ///
  /// Required.
  public var localDomains: [DomainName]
  /// `call_sign`: sent in clear as amateur rules ask; only in amateur regions, where without one
  /// the gateway only listens.
  public var callSign: CallSign?
  /// `confirmed_regions`: ids of regions whose rules are known with low confidence only, and for
  /// which the operator answers.
  ///
  /// Default: none.
  public var confirmedRegions: [String]

  /// Where state is kept when nothing is said.
  public static let defaultStateDirectory = "/var/lib/loragw"
}

/// `[mail.in]` and `[mail.out]`: the doors towards the mail server.
public struct MailConfiguration: Equatable, Sendable {
  /// `mail.in.lmtp`: where LMTP is spoken.
  ///
  /// Default: `unix:/run/loragw/lmtp.sock` and `127.0.0.1:2624`.
  public var lmtpListen: [ListenAddress]
  /// `mail.in.smtp`: where SMTP is spoken.
  ///
  /// Default: nowhere.
  public var smtpListen: [ListenAddress]
  /// `mail.in.max_mail_bytes`: the largest mail taken, 1 KiB to 32 MiB.
  ///
  /// Default: 4 MiB.
  public var maximumMailBytes: Int
  /// `mail.out.deliver`: where mail from the air goes.
  ///
  /// Required.
  public var deliver: MailOutlet
  /// `mail.out.report`: which final answers of that server go home to the gateway a mail came from,
  /// `failures` or `everything`.
  ///
  /// Default: `failures`.
  public var reportedResults: ReportedResults
  /// `mail.out.keep_parts_days`: days without a new part after which a mail of which parts are
  /// missing is given up, 1 to 365; days in which the gateway does not run do not count.
  ///
  /// Default: 30.
  public var partDays: Int
}

/// `[[peer]]`: a gateway that this one talks to by radio.
public struct PeerConfiguration: Equatable, Sendable {
  /// `name`: what this gateway calls it.
  ///
  /// Required, unique.
  public var name: String
  /// `key`: the invitation that `loragw peer invite` printed there.
  ///
  /// Required.
  public var invitation: Invitation
  /// `domains`: what is reached through this peer.
  ///
  /// Default: the domains of its invitation.
  public var domains: [DomainName]
  /// `from_domains`: the sender domains it may use.
  ///
  /// Default: its `domains`.
  public var fromDomains: [DomainName]
  /// `relay_for`: the domains not ours that it may send to through us.
  ///
  /// Default: none.
  public var relayFor: [DomainName]
}
