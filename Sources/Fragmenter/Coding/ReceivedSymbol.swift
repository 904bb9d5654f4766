// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// A symbol as it came, to be kept on disk until its message is complete.
public struct ReceivedSymbol: Equatable, Sendable {
  /// The encoding symbol identifier, which is below ``CodingLimits/symbolIdentifierCount``.
  public let esi: Int
  /// The bytes, exactly as received.
  public let bytes: [UInt8]

  /// Pairs an identifier and its symbol.
  public init(esi: Int, bytes: [UInt8]) {
    self.esi = esi
    self.bytes = bytes
  }
}
