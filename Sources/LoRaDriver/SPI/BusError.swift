// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why a wire to a chip failed: what the system said.
public struct BusError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is the matter, and where.
  public var description: String

  /// Makes the error.
  public init(_ description: String) { self.description = description }
}
