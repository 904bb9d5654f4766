// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Why bytes from the air are not a frame of this protocol.
public enum FrameError: Error, Equatable, Sendable {
  /// The frame ends before its fixed part does, or is longer than its type allows.
  case wrongLength(Int)
  /// The layout version in byte 0 is not the one spoken here.
  case unknownVersion(UInt8)
  /// The frame type, or the subtype of a control or hello frame, is not known here.
  case unknownType(UInt8)
  /// A field holds a value the protocol forbids.
  case illegalValue
}
