// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The addresses of a command line.
extension SubmissionCommand {
  /// A sender as `-f` names it; nothing, `<>` and Postfix's `"<>"` are the null path.
  static func sender(
    _ text: String, _ defaultDomain: HostName
  ) throws(SubmissionError) -> ReversePath {
    guard !["", "<>", "\"<>\""].contains(text) else { return .null }
    return .mailbox(try address(text, defaultDomain))
  }

  /// A recipient; rmail also knows `host!user`.
  static func recipient(
    _ text: String, _ personality: Personality, _ defaultDomain: HostName
  ) throws(SubmissionError) -> MailAddress {
    try address(personality == .rmail ? BangPath(text).mailbox : text, defaultDomain)
  }

  /// One address, with or without angle brackets; a name alone gets the domain.
  static func address(
    _ text: String, _ defaultDomain: HostName
  ) throws(SubmissionError) -> MailAddress {
    var octets = Array(text.utf8)
    if octets.first == UInt8(ascii: "<"), octets.last == UInt8(ascii: ">") {
      octets = Array(octets.dropFirst().dropLast())
    }
    if !octets.isEmpty, !octets.contains(UInt8(ascii: "@")) { octets += "@\(defaultDomain)".utf8 }
    do throws(MailAddressError) {
      return try MailAddress(parsing: octets, encoding: .utf8)
    } catch {
      throw .badAddress(error.reply(for: octets).text)
    }
  }
}

/// An address of UUCP: `host!user`, where `user` may itself be a path.
struct BangPath: Hashable, Sendable {
  /// The address as mail has it: `user@host` of the last host, or the text when it is no path.
  let mailbox: String

  /// Reads a path that was seen at a host; nil when the host is not known.
  init(_ text: String, at host: String? = nil) {
    let parts = text.split(separator: "!", omittingEmptySubsequences: false).map(String.init)
    let user = parts.last ?? ""
    let last = parts.count > 1 ? parts[parts.count - 2] : host ?? ""
    mailbox = user.contains("@") || last.isEmpty ? user : "\(user)@\(last)"
  }
}
