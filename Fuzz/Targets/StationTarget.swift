// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// A station on the air with strangers and with a peer that has the keys and no manners.
///
/// The input is a script of events: raw frames, and frames with any contents that the peer tags or
/// seals, announcements of bursts and their answers among them. A raw frame has no right tag; it
/// must make nothing of ours delivered, opened or stored. Inputs of odd length play among amateurs,
/// in clear mode.
enum StationTarget {
  static func run(_ input: [UInt8]) -> Int32 {
    guard var scene = input.count.isMultiple(of: 2) ? encrypted : clear else { return -1 }
    var reader = InputReader(input)
    for _ in 0..<64 where !reader.isAtEnd { scene.act(&reader) }
    return 0
  }

  /// Both ends of a session, before each input.
  private static let encrypted = StationScene(callSign: nil)
  private static let clear = StationScene(callSign: CallSign("F4ABC"))
}
