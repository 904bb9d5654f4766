// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Fragmenter

/// Whose turn the one transmitter of a simulated gateway is: the link's, or that of frames sent
/// without acknowledgement.
struct SharedTransmitter {
  /// A frame of the link.
  struct LinkFrame: Sendable {
    var bytes: [UInt8]
    var addressee: PeerKey?
  }

  /// A frame outside the link.
  struct BareFrame: Sendable {
    var id: Int
    var bytes: Int
  }

  /// Who is sending.
  enum Occupant { case link, bareFrame }

  /// Who is sending now; nil when nobody does.
  private(set) var occupant: Occupant?
  /// The link's frame that waits for the end of another one.
  private var held: LinkFrame?
  private var queue: [BareFrame] = []

  /// The link wants to send; nil when it must wait.
  mutating func take(_ frame: LinkFrame) -> LinkFrame? {
    guard occupant == nil else {
      held = frame
      return nil
    }
    occupant = .link
    return frame
  }

  /// A bare frame shall be sent as soon as nothing else is.
  mutating func add(_ frame: BareFrame) { queue.append(frame) }

  /// The frame on the air has ended.
  mutating func finish() { occupant = nil }

  /// The link's frame that may be sent now.
  mutating func takeHeld() -> LinkFrame? {
    guard occupant == nil, let frame = held else { return nil }
    held = nil
    occupant = .link
    return frame
  }

  /// The bare frame that may be sent now, if the law lets it.
  mutating func nextBareFrame() -> BareFrame? {
    guard occupant == nil, !queue.isEmpty else { return nil }
    return queue.removeFirst()
  }

  /// A bare frame is being sent.
  mutating func begin() { occupant = .bareFrame }
}
