// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The name by which a machine calls itself in a greeting.
public struct HostName: Hashable, Sendable {
  /// The name: letters, digits, `.`, `-`, `_`, and what address literals need.
  public let text: String

  /// Takes a name; characters that no greeting may hold become `-`, nothing becomes `localhost`.
  public init(_ name: String) {
    let octets = name.utf8.prefix(Limits.domainOctets).map { octet in
      octet.isLetterOrDigit || ".-_[]:".utf8.contains(octet) ? octet : UInt8(ascii: "-")
    }
    text = octets.isEmpty ? "localhost" : String(decoding: octets, as: UTF8.self)
  }
}

extension HostName: CustomStringConvertible {
  /// The name.
  public var description: String { text }
}
