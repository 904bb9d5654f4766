// SPDX-License-Identifier: Apache-2.0
// Part of loragw

import Foundation
public import Fragmenter
public import LoRaPHY
public import MailRelay

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
  /// Run the codec over what a message from the air holds, beside everything else; answer with
  /// `unpacked`. Its sender waits for that.
  case unpack(UnpackingJob)
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
  /// A part of a mail came from the air and is stored; so many of all its parts are there.
  case partArrived(id: String, peer: String, stored: Int, count: Int)
  /// The same mail came again and was not stored a second time.
  case repeated(id: String, peer: String)
  /// A message was packed with earlier mails that are not here; its sender packs it without.
  case historyUnknown(peer: String)
  /// Something arrived that cannot be read; it is kept for the operator.
  case unreadable(id: String, peer: String, why: String)
  /// The relay answered for all or some recipients.
  case handedOver(id: String, results: [RecipientHandover])
  /// The peer told what became of recipients of a mail it took; those refused for good need a
  /// delivery report to the sender.
  case reported(id: String, peer: String, results: [RecipientReport])
  /// The sender of a mail is told what became of it, by a mail to the relay here.
  case senderTold(id: String, RecipientFate.Action)
  /// A mail that no peer took in its time was given up.
  case expired(id: String, peers: [String])
  /// A peer speaks a protocol version that is not used with it.
  case versionRefused(peer: String, highest: Int)
  /// A mail of which parts stayed out was given up; so many of all its parts had come.
  case partsExpired(id: String, peer: String, stored: Int, count: Int)
  /// The relay did not take a mail in time; it was given up for so many recipients.
  case deliveryExpired(id: String, recipients: Int)
  /// A ping that a person asked for has ended; nil: unanswered.
  case pinged(peer: String, EchoReport?)
  /// The spool failed; nothing was acknowledged and the state was read again from disk.
  case spoolTrouble(String)
}

/// What a peer reported about a recipient of a mail of ours.
public struct RecipientReport: Sendable, Equatable {
  /// The recipient's place in the mail's envelope at the door, from 0.
  public let position: Int
  /// The final answer: class 2, the relay over there took it; class 5, it is refused for good.
  public let status: EnhancedStatus

  /// Makes a report.
  public init(position: Int, status: EnhancedStatus) {
    self.position = position
    self.status = status
  }
}
