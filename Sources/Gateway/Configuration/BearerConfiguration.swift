// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import MailRelay

/// `[[bearer]]`: directories by which other programs use the radio, or carry mail beside it.
public struct BearerConfiguration: Equatable, Sendable {
  /// `kind`: what lies in the directories, `files`, `nncp` or `batches`.
  ///
  /// Required. Files of any program, such as Filespooler's, and packets of NNCP travel by radio to
  /// the bearer of the same `name` at the peer; they stay in `out` until the peer has them.
  /// `batches` are mails that go beside the radio, in files of SMTP that something else carries: a
  /// stick, Syncthing, NNCP.
  public var kind: BearerKind
  /// `name`: what the bearer is called, alike at both ends, up to 32 letters, digits and `-_.`.
  ///
  /// Default: its `kind`.
  public var name: String
  /// `peer`: the name of the peer it leads to.
  ///
  /// Required.
  public var peer: String
  /// `out`: an absolute path; whole files that appear there are taken.
  ///
  /// Files are renamed into it, never changed there, and have names of at most 200 letters, digits
  /// and `._+=@,-`, the first a letter or digit; `.new`, `.tmp`, `.part` and all other names are
  /// left alone. What is given up goes to `failed` inside, with a text `.why`. For `nncp` it is the
  /// directory of `nncp-xfer -tx`; for `batches` that in which this gateway leaves mail.
  ///
  /// Default: nothing goes out.
  public var out: String?
  /// `in`: an absolute path, where what came from the peer is put.
  ///
  /// For `nncp` it is the directory of `nncp-xfer -rx`, which may be that of `out`; for `batches`
  /// that from which this gateway takes `NAME.bsmtp` that the peer left.
  ///
  /// Default: nothing is taken; files from the peer wait until there is one.
  public var `in`: String?
  /// `max_bytes`: the largest file taken from `out`, 1 to 4194304; larger ones stay there.
  ///
  /// Not for `batches`. Default: 16384.
  public var mostBytes: Int
  /// `class`: when its files go on the air, `chat`, `normal` or `bulk`.
  ///
  /// Not for `batches`. Default: `bulk`, after all mail.
  public var mailClass: MailClass
  /// `node`: the id of this side's NNCP node, 52 characters.
  ///
  /// Required for `nncp`, and for nothing else.
  public var node: NNCPNode?
  /// `peer_node`: the id of the other side's NNCP node.
  ///
  /// Required for `nncp`, and for nothing else.
  public var peerNode: NNCPNode?
  /// `after_hours`: how long a mail has waited for the radio when it is left in `out`, 0 to 720
  /// hours of running.
  ///
  /// For `batches` only. The mail goes on waiting for the radio too: whichever way is first counts,
  /// and the peer knows the other copy when it comes. Default: 6.
  public var afterHours: Int

  /// The largest file where nothing is said: some 30 frames of SF7.
  public static let defaultMostBytes = 16 << 10
  /// The hours where nothing is said.
  public static let defaultAfterHours = 6
}

/// What lies in the directories of a bearer.
public enum BearerKind: String, CaseIterable, Sendable {
  /// Files of any program.
  case files
  /// Packets of NNCP.
  case nncp
  /// Batches of mail.
  case batches
}
