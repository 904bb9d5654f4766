// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Named limits of the erasure code.
public enum CodingLimits {
  /// Most source symbols one message may have.
  ///
  /// Repair symbols then have at least 3396 numbers, so a number is never used twice.
  public static let maximumSourceCount = 700

  /// Most bytes in one symbol: a 255-byte frame less its header and tag, rounded up.
  public static let maximumSymbolBytes = 250

  /// Count of encoding symbol identifiers, which travel in 12 bits.
  public static let symbolIdentifierCount = 4096
}
