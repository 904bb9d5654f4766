// SPDX-License-Identifier: Apache-2.0
// Part of loragw

public import MailRelay

/// `[status]`: the status page, its JSON and its metrics.
public struct StatusConfiguration: Equatable, Sendable {
  /// `listen`: where the page is served, `HOST:PORT` or `unix:/PATH`.
  ///
  /// Default: `127.0.0.1:8624`. An address that other machines reach needs a `token_file`.
  public var listen: ListenAddress
  /// `token_file`: the absolute path of a file with the token that every request must bring.
  ///
  /// Default: none; then everybody on this machine may read, and nobody may change anything.
  public var tokenFile: String?
  /// `host_names`: names under which browsers reach the page, besides IP addresses, `localhost` and
  /// the host in `listen`.
  ///
  /// Default: none.
  public var hostNames: [DomainName]

  /// Where the page is served when nothing is said.
  public static let defaultListen = "127.0.0.1:8624"

  /// Whether other machines can reach the page without this machine's help.
  public var isReachedFromOutside: Bool {
    guard case .tcp(let host, _) = listen else { return false }
    return !Self.isLoopback(host)
  }

  /// Whether a host is this machine: `localhost`, 127.0.0.0/8 or ::1.
  package static func isLoopback(_ host: String) -> Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    let isIPv4 = parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    return host.lowercased() == "localhost" || host == "::1" || (isIPv4 && parts[0] == "127")
  }

  /// Reads `[status]`; nil when it is not there, or wrong, which is then logged.
  static func read(_ whole: SectionReader) -> StatusConfiguration? {
    guard whole.has("status"), let section = whole.section("status") else { return nil }
    section.checkKeys(known: ["listen", "token_file", "host_names"])
    let text = section.has("listen") ? section.string("listen") : defaultListen
    let file = section.string("token_file")
    if let file, !file.hasPrefix("/") {
      section.refuse(
        "token_file", ProblemLog.quoted(file),
        "must be an absolute path, like \"/etc/loragw/status.token\"")
    }
    let names = section.has("host_names") ? section.domains("host_names") : []
    guard let text, let listen = section.listenAddress("listen", text), let names else {
      return nil
    }
    let read = StatusConfiguration(listen: listen, tokenFile: file, hostNames: names)
    if read.isReachedFromOutside, !section.has("token_file") {
      section.refuse(
        "listen", ProblemLog.quoted(text),
        "other machines reach this address; write token_file = \"/etc/loragw/status.token\" as"
          + " well, or listen at \"\(defaultListen)\"")
    }
    return read
  }

  /// What it means, in a line or two for people.
  var summary: [String] {
    let token = tokenFile.map { ", for those who have the token in \($0)" } ?? ""
    let warning =
      isReachedFromOutside
      ? ["warning  the status page's token crosses the network in clear; put TLS before it"] : []
    return ["status   \(listen)\(token)"] + warning
  }
}
