// SPDX-License-Identifier: Apache-2.0
// Part of loragw

/// Tells the split packets of RNodes in their normal mode among the frames heard, and joins them.
///
/// A packet of 255 bytes and more comes as two frames with the same header:
///
/// | bytes | what |
/// | --- | --- |
/// | 1 | random sequence number in bits 7 to 4; bit 0: the packet is split |
/// | 254, then 1 to 254 | content |
///
/// Packets of one frame have a header of which 4 bits are random and 4 are zero: they cannot be
/// told from frames of others. Source: RNode_Firmware 1.86, `transmit` and `receive_callback`.
package struct RNodeSplitPackets: Sendable {
  /// The first half of a packet.
  private var half: [UInt8]?

  /// A listener that has heard nothing.
  package init() {}

  /// Takes a frame of strangers; the packet when it is the second half of one.
  package mutating func take(_ frame: [UInt8]) -> [UInt8]? {
    guard let header = frame.first, header & 0x0F == 1, frame.count > 1 else {
      half = nil
      return nil
    }
    guard let first = half, first[0] == header else {
      half = frame.count == 255 ? frame : nil
      return nil
    }
    half = nil
    return Array(first.dropFirst() + frame.dropFirst())
  }
}
