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
  /// `[status]`: the status page.
  ///
  /// Default: none, the control socket alone.
  public var status: StatusConfiguration?
  /// `[log]`: what the daemon writes to its log.
  ///
  /// Default: mails by their ids, without addresses.
  public var log = LogConfiguration()
  /// `[[peer]]`: the gateways this one talks to, in the order of the file.
  public var peers: [PeerConfiguration]
  /// `[[policy]]`: rules about mail from the door, in the order of the file; the first that matches
  /// decides, and what none is about is taken.
  ///
  /// Conditions, all of which must hold; of a list of texts one must fit:
  /// - `sender`, `recipient`: `user@domain`, `domain`, or `*.domain` for the domains below; a
  ///   sender `<>` is mail without one.
  /// - `peer`: the name of the peer that the recipient is behind.
  /// - `max_bytes`, `over_bytes`: at most so many octets; more than so many.
  /// - `max_airtime`, `over_airtime`: `"90 s"`, `"30 min"`, `"2 h"`, if nothing can be shortened.
  /// - `encrypted`: `true` or `false`, as OpenPGP or S/MIME.
  /// - `media_type`: that of the mail or of a part, such as `image/png` or `image/*`.
  /// - `auto_submitted`: `true` or `false`, whether a program sent it by itself (RFC 3834).
  /// - `precedence`: `personal`, `list` or `bulk`, by Precedence and List-Id.
  /// - `min_priority`, `max_priority`: MT-PRIORITY, -9 to 9; 0 when not said (RFC 6710).
  ///
  /// `action`, required: `accept`, `refuse` (550 5.7.1) or `hold` (taken, not sent before
  /// `loragw queue release`). `class` = `chat`, `normal` or `bulk` says when it goes on the air;
  /// without it the size decides: packed to 4 kB chat, to 32 kB normal. `reply` is told to the
  /// sender, printable ASCII of at most 200 characters.
  ///
  /// Before any rule: mail for local and unknown domains, beyond `mail.in.max_mail_bytes`, and in
  /// amateur regions encrypted mail, is refused. Default: no rule.
  public var policy = MailPolicy()
  /// `[[bearer]]`: directories of other programs, in the order of the file.
  ///
  /// Default: none.
  public var bearers: [BearerConfiguration] = []

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
  /// While it is packed it takes some four times its size in memory; the service may use 160 MB.
  ///
  /// Default: 4 MiB.
  public var maximumMailBytes: Int
  /// `mail.in.max_airtime_minutes` and `mail.in.max_queue_airtime_hours`: what the door takes, in
  /// time on air; a mail, 1 to 1440, and all that waits for a peer, 1 to 720.
  ///
  /// Default: 120 and 24.
  public var doorLimits = DoorLimits.standard
  /// `mail.in.queue_lifetime_hours` and `mail.in.delay_notice_hours`: when a mail that waits for
  /// the radio is given up, 1 to 720, and how long after its expected time its sender is told that
  /// it is late, 1 to 720, or 0 for never.
  ///
  /// Hours in which the gateway does not run do not count. Default: 120 and 4.
  public var lifetime = QueueLifetime.standard
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
  /// `mail.out.retry_days`: days of running for which a server that says "later" is asked again,
  /// 1 to 30; then the mail is given up and its sender told.
  ///
  /// Default: 5.
  public var retryDays = GatewayLimits.defaultRetryDays
  /// `mail.in.drop`: an absolute path; mail that appears in its directory `new` is taken.
  ///
  /// Files are written in `tmp` and then renamed into `new`: either `NAME.bsmtp`, a batch of SMTP
  /// (RFC 2442), or `NAME.eml`, a mail, and after it `NAME.env`, its envelope in lines
  /// `MAIL FROM:<…>` and `RCPT TO:<…>`. A file is gone once its mail is safe; one that is refused
  /// goes to `failed`, with a text `.why`. Other names, links and hidden files are left alone.
  ///
  /// Default: no such directory.
  public var dropDirectory: String?
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
