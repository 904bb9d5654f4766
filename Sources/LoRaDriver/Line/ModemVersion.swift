// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The version of a modem's firmware: three numbers.
package struct ModemVersion: Sendable, Hashable, Comparable {
  /// The numbers, weightiest first.
  package let major: Int, minor: Int, patch: Int

  /// Makes a version.
  package init(_ major: Int, _ minor: Int, _ patch: Int) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// Reads `1.0.5`, and what begins so such as `0.9.7rc7`; nil for anything else.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let major = Self.number(parts[0]), let minor = Self.number(parts[1]),
      let patch = Self.number(parts[2].prefix { $0.isASCII && $0.isNumber })
    else { return nil }
    self.init(major, minor, patch)
  }

  private static func number(_ text: some StringProtocol) -> Int? {
    guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Int(text)
  }

  /// Orders by age.
  package static func < (left: Self, right: Self) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }
}

extension ModemVersion: CustomStringConvertible {
  /// The numbers with dots between them.
  package var description: String { "\(major).\(minor).\(patch)" }
}
