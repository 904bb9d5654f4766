// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Which senders or recipients a rule is about; case makes no difference.
public enum AddressPattern: Hashable, Sendable {
  /// `<>`: mail without a sender, such as delivery reports.
  case null
  /// `user@domain`: this address.
  case address(String)
  /// `domain`: all addresses of this domain, not those of domains below it.
  case domain(String)
  /// `*.domain`: all addresses of all domains below this one, not those of the domain itself.
  case domainsBelow(String)

  /// Reads one of the four forms; nil when the text is none of them.
  public init?(_ text: String) {
    let lower = text.lowercased()
    let isBelow = lower.hasPrefix("*.")
    let domain = isBelow ? String(lower.dropFirst(2)) : lower
    if lower == "<>" {
      self = .null
    } else if lower.contains("@") {
      guard let address = try? MailAddress(lower) else { return nil }
      self = .address(address.description)
    } else {
      guard (try? MailAddress("x@" + domain)) != nil else { return nil }
      self = isBelow ? .domainsBelow(domain) : .domain(domain)
    }
  }

  /// Whether a recipient is meant.
  public func matches(_ address: MailAddress) -> Bool {
    switch self {
    case .null: false
    case .address(let text): address.description.lowercased() == text
    case .domain(let domain): address.domain == domain
    case .domainsBelow(let domain): address.domain.hasSuffix("." + domain)
    }
  }

  /// Whether a sender is meant.
  public func matches(_ path: ReversePath) -> Bool {
    switch path {
    case .null: self == .null
    case .mailbox(let address): matches(address)
    }
  }
}

extension AddressPattern: CustomStringConvertible {
  /// The pattern in the form that is read.
  public var description: String {
    switch self {
    case .null: "<>"
    case .address(let text), .domain(let text): text
    case .domainsBelow(let domain): "*." + domain
    }
  }
}
