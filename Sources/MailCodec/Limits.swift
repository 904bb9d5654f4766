// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The limits of the codec.
package enum Limits {
  /// How many bytes one packed byte may stand for, beyond ``freeBytes``.
  package static let expansion = 200
  /// What a packed mail of any size may grow to.
  package static let freeBytes = 4096

  /// The least packed bytes that may stand for a size.
  package static func leastPackedBytes(for declaredBytes: Int) -> Int {
    guard declaredBytes > freeBytes else { return 0 }
    return (declaredBytes - freeBytes + expansion - 1) / expansion
  }
}

/// What the reader of a packed mail is ready to take.
public struct UnpackLimits: Hashable, Sendable {
  /// The most bytes of envelope and mail together.
  public var maximumBytes: Int

  /// Limits with so many bytes at most; 4 MiB unless said otherwise.
  public init(maximumBytes: Int = 4 << 20) { self.maximumBytes = maximumBytes }
}
