// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
public import LoRaPHY

/// What the core asks its shell to do, after what it decided is durable.
public enum GatewayAction: Sendable {
  /// Key the radio with this frame.
  case transmit([UInt8])
  /// Tune the radio to another channel before what follows.
  case tune(RadioChannel)
  /// Listen whether the channel is in use.
  case sense
  /// Run the codec over a mail, beside everything else; answer with `packed`.
  case pack(PackingJob)
  /// Hand a mail to the relay here; answer with `delivered`.
  case deliver(DeliveryJob)
  /// Something a person may care about.
  case notice(GatewayNotice)
}

/// Something that happened to a mail or to the gateway, for logs and displays.
public enum GatewayNotice: Sendable, Equatable {
  /// A mail was taken at the door.
  case accepted(id: String, bytes: Int, recipients: Int)
  /// The codec is through with a mail.
  case packed(id: String, peer: String, rawBytes: Int, packedBytes: Int)
  /// The peer stored the mail.
  case crossed(id: String, peer: String, frames: Int, bytesOnAir: Int, airtime: Duration)
  /// A mail came from the air and is stored.
  case arrived(id: String, peer: String, bytes: Int, sha256: [UInt8])
  /// The same mail came again and was not stored a second time.
  case repeated(peer: String)
  /// Something arrived that cannot be read; it is kept for the operator.
  case unreadable(id: String, peer: String, why: String)
  /// The relay answered for all or some recipients.
  case handedOver(id: String, results: [String])
  /// The spool failed; nothing was acknowledged and the state was read again from disk.
  case spoolTrouble(String)
}
