// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import Logging

/// Whether mail addresses are told.
public enum AddressDisplay: Hashable, Sendable {
  /// They are left out.
  case hidden
  /// They stand there as they are.
  case shown
}

/// `[log]`: what the daemon writes to standard error, which systemd keeps in the journal.
public struct LogConfiguration: Equatable, Sendable {
  /// `level`: how much a line must weigh to be written, `debug`, `info`, `notice`, `warning` or
  /// `error`.
  ///
  /// What becomes of mails is info, what becomes of the gateway and its peers notice; debug adds
  /// each frame and each connection. Default: `info`.
  public var level = Logger.Level.info
  /// `addresses`: whether mail addresses may stand in lines above debug, `true` or `false`.
  ///
  /// Default: `false`; mails are told by their ids.
  public var addresses = AddressDisplay.hidden

  /// The levels that a configuration may name.
  static let levels: [Logger.Level] = [.debug, .info, .notice, .warning, .error]

  /// What is written when nothing is said.
  public init() {}

  /// Reads `[log]`; what is wrong is logged.
  init(_ whole: SectionReader) {
    guard whole.has("log"), let section = whole.section("log") else { return }
    section.checkKeys(known: ["level", "addresses"])
    level =
      section.choice(
        "level", among: Self.levels.map { ($0.rawValue, $0) }, what: "level of the log") ?? .info
    addresses = section.flag("addresses") == true ? .shown : .hidden
  }
}
