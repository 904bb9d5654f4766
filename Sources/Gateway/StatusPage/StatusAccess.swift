// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import MailRelay

/// Who may ask the status page what.
///
/// A pure rule. On TCP the Host field must name this machine by an address, `localhost`, or a name
/// of the configuration: a web page somewhere else whose name is made to point here (DNS rebinding)
/// is refused. With a token every request must bring it; without one, only a request that changes
/// nothing is granted.
package struct StatusAccess: Sendable {
  private let checksHost: Bool
  private let names: Set<String>
  private let token: StatusToken?

  /// The rule of a configuration, with the token that its file holds.
  package init(_ configuration: StatusConfiguration, token: StatusToken?) {
    var names: Set<String> = ["localhost"]
    if case .tcp(let host, _) = configuration.listen {
      names.insert(host.lowercased())
      checksHost = true
    } else {
      checksHost = false
    }
    self.names = names.union(configuration.hostNames.map(\.text))
    self.token = token
  }

  /// What a request asks.
  package enum Intent: Sendable {
    case reads
    case changes
  }

  /// Why a request is refused.
  package enum Refusal: Error, Equatable, Sendable {
    /// The Host field is missing or names another machine.
    case otherHost
    /// The token is missing or wrong.
    case token
    /// What changes something needs a bearer's token.
    case bearer

    /// One clear line.
    package var description: String {
      switch self {
      case .otherHost:
        "this name is not one of this page's; use its address, or add the name to"
          + " status.host_names"
      case .token: "the token of status.token_file is needed, as a bearer's or as password"
      case .bearer: "this needs `Authorization: Bearer TOKEN` with the token of status.token_file"
      }
    }
  }

  /// Judges a request by its Host and Authorization fields; nil: it is granted.
  package func refusal(
    to intent: Intent, host: String?, authorization: String?
  ) -> Refusal? {
    guard !checksHost || isOurs(host) else { return .otherHost }
    let bringing = token?.bringing(in: authorization)
    if token != nil, bringing == nil { return .token }
    return intent == .changes && bringing != .bearer ? .bearer : nil
  }

  private func isOurs(_ field: String?) -> Bool {
    guard let field, let host = Self.host(of: field.lowercased()) else { return false }
    return names.contains(host) || Self.isAddress(host)
  }

  /// The host of a Host field, without port and brackets; nil when it is none.
  private static func host(of field: String) -> String? {
    guard field.utf8.count <= 255 else { return nil }
    if field.hasPrefix("[") {
      guard let end = field.firstIndex(of: "]"),
        isPort(field[field.index(after: end)...])
      else { return nil }
      return String(field[field.index(after: field.startIndex)..<end])
    }
    let colon = field.firstIndex(of: ":") ?? field.endIndex
    return isPort(field[colon...]) ? String(field[..<colon]) : nil
  }

  private static func isPort(_ text: Substring) -> Bool {
    text.isEmpty || (text.hasPrefix(":") && UInt16(text.dropFirst()) != nil)
  }

  private static func isAddress(_ host: String) -> Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count == 4, parts.allSatisfy({ UInt8($0) != nil }) { return true }
    return host.contains(":") && host.utf8.allSatisfy { "0123456789abcdef:.".utf8.contains($0) }
  }
}
