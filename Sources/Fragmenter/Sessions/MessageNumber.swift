// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// The number n of a message within its direction of a session, 0 to 255; it never wraps.
public struct MessageNumber: Sendable, Hashable, Comparable, Codable {
  /// The number.
  public let value: UInt8

  /// Makes the number.
  public init(_ value: UInt8) { self.value = value }

  /// The low four bits, by which frames name the message.
  package var slot: UInt8 { value & 0x0F }

  /// How many numbers of its slot come before it.
  package var generation: UInt8 { value >> 4 }

  /// Orders messages by number.
  public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}
