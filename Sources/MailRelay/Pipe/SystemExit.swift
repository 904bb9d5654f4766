// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// What a mail command says by its exit status (`sysexits.h`, as sendmail uses it).
public enum SystemExit: Int32, Hashable, Sendable, CaseIterable {
  /// Done.
  case success = 0
  /// The command line is wrong.
  case usage = 64
  /// The mail is malformed.
  case dataError = 65
  /// The input cannot be read.
  case noInput = 66
  /// There is no such user.
  case noUser = 67
  /// There is no such host.
  case noHost = 68
  /// The mail is refused, or its carrier is not there.
  case unavailable = 69
  /// A fault of the command.
  case software = 70
  /// The system lacks a resource.
  case systemError = 71
  /// A file of the system is missing.
  case systemFile = 72
  /// An output file cannot be made.
  case cannotCreate = 73
  /// Reading or writing failed.
  case inputOutput = 74
  /// Not now; the same may succeed later.
  case temporaryFailure = 75
  /// The other side broke the protocol.
  case protocolError = 76
  /// Not allowed.
  case noPermission = 77
  /// The command is configured wrongly.
  case configuration = 78

  /// The enhanced code that mail servers say for it.
  public var status: EnhancedStatus {
    switch self {
    case .success: .init(2, 0, 0)
    case .usage: .init(5, 5, 4)
    case .dataError: .init(5, 6, 0)
    case .noUser: .init(5, 1, 1)
    case .noHost: .init(5, 1, 2)
    case .systemError, .temporaryFailure: .init(4, 3, 0)
    case .cannotCreate: .init(5, 2, 0)
    case .protocolError: .init(5, 5, 0)
    case .noPermission: .init(5, 7, 0)
    case .configuration: .init(5, 3, 5)
    case .noInput, .unavailable, .software, .systemFile, .inputOutput: .init(5, 3, 0)
    }
  }

  /// The status of a command that handed over a mail with these results: a temporary failure of
  /// any recipient lets the caller come back for all, else the first refusal counts.
  public init(_ results: some Collection<RecipientResult>) {
    let replies = results.map(\.reply)
    if results.contains(where: { if case .temporary = $0 { true } else { false } }) {
      self = .temporaryFailure
    } else if let refusal = replies.first(where: { $0.outcome != .success }) {
      self = Self.exit(for: refusal.status ?? .init(5, 0, 0))
    } else {
      self = .success
    }
  }

  private static func exit(for status: EnhancedStatus) -> SystemExit {
    switch (status.subject, status.detail) {
    case (1, 1), (1, 3), (1, 6): .noUser
    case (1, 2): .noHost
    case (5, 4): .usage
    case (6, _): .dataError
    case (7, _): .noPermission
    default: .unavailable
    }
  }
}
