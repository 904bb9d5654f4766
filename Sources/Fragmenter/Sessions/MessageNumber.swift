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

  /// The low three bits: of each lane one number is open at a time.
  package var lane: UInt8 { value & 0x07 }

  /// How many numbers of its lane come before it; its lowest bit is the slot's highest.
  package var generation: UInt8 { value >> 3 }

  /// Orders messages by number.
  public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}
