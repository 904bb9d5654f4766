// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// An address at which a mail server listens: ours, or the one we hand mail to.
public enum ListenAddress: Hashable, Sendable {
  /// A Unix socket at an absolute path.
  case unix(path: String)
  /// A TCP port at a host name or IP address; 0 lets the system choose.
  case tcp(host: String, port: UInt16)

  /// Reads `unix:/path`, `host:port`, `1.2.3.4:port` or `[2001:db8::1]:port`.
  ///
  /// - Throws: ``ListenAddressError`` with the text that was given.
  public init(parsing text: String) throws(ListenAddressError) {
    let prefix = "unix:"
    if text.hasPrefix(prefix) {
      self = .unix(path: try Self.path(text.dropFirst(prefix.count)))
    } else {
      self = try Self.hostAndPort(text)
    }
  }

  private static func path(_ path: Substring) throws(ListenAddressError) -> String {
    guard path.hasPrefix("/"), !path.hasSuffix("/"), !path.utf8.contains(where: \.isASCIIControl)
    else { throw .badPath(String(path)) }
    guard path.utf8.count <= Limits.unixPathOctets else { throw .pathTooLong(String(path)) }
    return String(path)
  }

  private static func hostAndPort(_ text: String) throws(ListenAddressError) -> Self {
    guard let colon = text.lastIndex(of: ":") else { throw .malformed(text) }
    let host = try host(text[..<colon], of: text)
    let digits = text[text.index(after: colon)...]
    guard !digits.isEmpty, digits.utf8.allSatisfy(\.isDigit), let port = UInt16(digits) else {
      throw .badPort(String(digits))
    }
    return .tcp(host: host, port: port)
  }

  private static func host(
    _ host: Substring, of text: String
  ) throws(ListenAddressError) -> String {
    if host.hasPrefix("["), host.hasSuffix("]") {
      let inner = host.dropFirst().dropLast()
      guard !inner.isEmpty, InternetAddress.isIPv6(inner) else { throw .badHost(String(host)) }
      return String(inner)
    }
    guard !host.isEmpty else { throw .malformed(text) }
    let isName = host.utf8.allSatisfy { $0.isLetterOrDigit || ".-_".utf8.contains($0) }
    guard isName, host.utf8.count <= Limits.domainOctets else { throw .badHost(String(host)) }
    return String(host)
  }
}

extension ListenAddress: CustomStringConvertible {
  /// The address in the form that is read.
  public var description: String {
    switch self {
    case .unix(let path): "unix:\(path)"
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
  }
}

/// Why a text is no address to listen at.
public enum ListenAddressError: Error, Hashable, Sendable {
  /// The text is neither `unix:/path` nor `host:port`.
  case malformed(String)
  /// The host is neither a name nor an IP address; IPv6 stands in brackets.
  case badHost(String)
  /// The port is not 0...65535.
  case badPort(String)
  /// The path of a Unix socket is not absolute, ends in a slash or has control characters.
  case badPath(String)
  /// The path of a Unix socket is longer than the system allows.
  case pathTooLong(String)
}

extension ListenAddressError: CustomStringConvertible {
  /// What is wrong, and what is legal.
  public var description: String {
    switch self {
    case .malformed(let text): "\"\(text)\" is neither unix:/PATH nor HOST:PORT"
    case .badHost(let host):
      "\"\(host)\" is neither a host name nor an IP address; IPv6 is written [2001:db8::1]:PORT"
    case .badPort(let port): "\"\(port)\" is not a port; it is a number from 0 to 65535"
    case .badPath(let path): "\"\(path)\" is not the absolute path of a socket"
    case .pathTooLong(let path):
      "\"\(path)\" is longer than the \(Limits.unixPathOctets) octets a socket path may have"
    }
  }
}
