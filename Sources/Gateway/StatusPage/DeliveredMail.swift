// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import LoRaPHY

/// A mail that reached where it was to go.
public struct DeliveredMail: Sendable, Codable, Equatable {
  /// The mail's name for people.
  public var id: String
  /// `out`: a peer stored it; `in`: it came from the air.
  public var direction: QueueEntry.Direction
  /// The peer it went to or came from.
  public var peer: String
  /// When, Unix seconds by the wall clock.
  public var unixSeconds: Int64
  /// `out`: bytes on the air; `in`: the mail's size.
  public var bytes: Int
  /// Frames sent for it; nil for what came in.
  public var frames: Int?
  /// Their time on air, microseconds; nil for what came in.
  public var airtimeUs: Int64?

  /// How many are kept.
  package static let mostKept = 50
}

extension DeliveredMail {
  /// The delivery that a notice tells of; nil when it tells of something else.
  package init?(_ notice: GatewayNotice, unixSeconds: Int64) {
    switch notice {
    case .crossed(let id, let peer, let frames, let bytesOnAir, let airtime):
      self.init(
        id: id, direction: .out, peer: peer, unixSeconds: unixSeconds, bytes: bytesOnAir,
        frames: frames, airtimeUs: airtime.wholeMicroseconds)
    case .arrived(let id, let peer, let bytes, _):
      self.init(id: id, direction: .in, peer: peer, unixSeconds: unixSeconds, bytes: bytes)
    default: return nil
    }
  }
}
