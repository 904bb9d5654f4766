// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Hears RNodes in their normal mode: undoes the header and the split that their firmware adds.
///
/// | bytes | what |
/// | --- | --- |
/// | 1 | random sequence number in bits 7 to 4; bit 0: the packet goes on in a second frame |
/// | 254 | content |
///
/// A packet of more than 254 bytes comes as two frames with the same header; 508 bytes at most.
/// Source: RNode_Firmware 1.86, `transmit` and `receive_callback`.
package struct RNodeAirFrames: Sendable {
  /// The first half of a packet.
  private var half: (header: UInt8, bytes: [UInt8])?

  /// A listener that has heard nothing.
  package init() {}

  /// Takes a frame as it was received; the packet that it completes.
  package mutating func take(_ frame: [UInt8]) -> [UInt8]? {
    guard let header = frame.first else { return nil }
    let bytes = Array(frame.dropFirst())
    guard header & 1 == 1 else {
      half = nil
      return bytes.isEmpty ? nil : bytes
    }
    guard let first = half, first.header >> 4 == header >> 4 else {
      half = (header, bytes)
      return nil
    }
    half = nil
    return first.bytes + bytes
  }

  /// The frames of a packet of 1 to 507 bytes, as an RNode sends them; empty for any other.
  ///
  /// Of 508 bytes the firmware makes three frames, the last one empty.
  package static func frames(of packet: [UInt8], sequence: UInt8) -> [[UInt8]] {
    guard (1...507).contains(packet.count) else { return [] }
    let header = sequence << 4
    guard packet.count > 254 else { return [[header] + packet] }
    return [[header | 1] + packet.prefix(254), [header | 1] + packet.dropFirst(254)]
  }
}
