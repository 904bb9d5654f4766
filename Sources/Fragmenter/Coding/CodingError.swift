// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why an encoder or a decoder refuses its parameters.
public enum CodingError: Error, Equatable, Sendable {
  /// The symbol size is not within 1 ... ``CodingLimits/maximumSymbolBytes``.
  case symbolBytes(Int)
  /// The count of source symbols is not within 1 ... ``CodingLimits/maximumSourceCount``.
  case sourceCount(Int)
  /// The message's byte count is no multiple of the symbol size.
  case messageBytes(Int)
  /// The identifier is not within 0 ..< ``CodingLimits/symbolIdentifierCount``.
  case symbolIdentifier(Int)
  /// Another count of source symbols was set before.
  case sourceCountAlreadyKnown(Int)
}
